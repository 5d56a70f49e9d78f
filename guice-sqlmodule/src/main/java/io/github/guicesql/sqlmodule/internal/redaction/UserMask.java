package io.github.guicesql.sqlmodule.internal.redaction;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes a user's name out of what a server says when it refuses a login. SQLSTATE, the message's
 * other words, the stack trace, and the causes stay.
 *
 * <p>A server writes names in the quotation marks of its language. What is not in such marks is no
 * user's name, but a host or a word that is spelled alike, and stays readable.
 */
public class UserMask {
  private static final String MASK = "***";

  private final Pattern quoted;

  /**
   * Masks this name.
   *
   * @param longest the bytes of it after which the server cuts a name off
   */
  public UserMask(String user, int longest) {
    byte[] name = user.getBytes(UTF_8);
    String cut = new String(Arrays.copyOf(name, Math.min(name.length, longest)), UTF_8);
    quoted =
        Pattern.compile(
            "(?<=[\"'`\\p{Pi}\\p{Pf}\\p{Ps}])(\\h?)(?:%s|%s)(\\h?)(?=[\"'`\\p{Pf}\\p{Pi}\\p{Pe}])"
                .formatted(Pattern.quote(user), Pattern.quote(cut)));
  }

  /** The refusal itself if it does not name the user. */
  public final SQLException mask(SQLException refusal) {
    if (!isNamedIn(refusal)) {
      return refusal;
    }
    SQLException masked = copy(refusal);
    masked.setStackTrace(refusal.getStackTrace());
    if (refusal.getCause() != null) {
      masked.initCause(maskAny(refusal.getCause()));
    }
    for (Throwable suppressed : refusal.getSuppressed()) {
      masked.addSuppressed(maskAny(suppressed));
    }
    if (refusal.getNextException() != null) {
      masked.setNextException(mask(refusal.getNextException()));
    }
    return masked;
  }

  private Throwable maskAny(Throwable thrown) {
    return thrown instanceof SQLException refusal ? mask(refusal) : thrown;
  }

  private boolean isNamedIn(@Nullable Throwable thrown) {
    return thrown != null
        && (quoted.matcher(String.valueOf(thrown.getMessage())).find()
            || isNamedIn(thrown.getCause())
            || Arrays.stream(thrown.getSuppressed()).anyMatch(this::isNamedIn)
            || (thrown instanceof SQLException refusal && isNamedIn(refusal.getNextException())));
  }

  /** A copy with a masked message, but without stack trace and causes; a driver may know better. */
  protected SQLException copy(SQLException refusal) {
    return new SQLException(
        mask(refusal.getMessage()), refusal.getSQLState(), refusal.getErrorCode());
  }

  /** The text with the name masked. */
  protected final @Nullable String mask(@Nullable String text) {
    return text == null
        ? null
        : quoted.matcher(text).replaceAll("$1" + Matcher.quoteReplacement(MASK) + "$2");
  }
}
