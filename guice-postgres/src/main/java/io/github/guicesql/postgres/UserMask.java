package io.github.guicesql.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Takes a user's name out of what a server says when it refuses a login. SQLSTATE, the message's
 * other words, the server's fields, the stack trace, and the causes stay.
 *
 * <p>The server writes names in the quotation marks of its language. What is not in such marks is
 * no user's name, but a host or a word that is spelled alike, and stays readable.
 */
final class UserMask {
  private static final String MASK = "***";

  /** The server cuts off a longer name. */
  private static final int LONGEST_NAME = 63;

  private final Pattern quoted;

  UserMask(String user) {
    byte[] name = user.getBytes(UTF_8);
    String cut = new String(Arrays.copyOf(name, Math.min(name.length, LONGEST_NAME)), UTF_8);
    quoted =
        Pattern.compile(
            "(?<=[\"'`\\p{Pi}\\p{Pf}\\p{Ps}])(\\h?)(?:%s|%s)(\\h?)(?=[\"'`\\p{Pf}\\p{Pi}\\p{Pe}])"
                .formatted(Pattern.quote(user), Pattern.quote(cut)));
  }

  SQLException mask(SQLException refusal) {
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

  private SQLException copy(SQLException refusal) {
    ServerErrorMessage said =
        refusal instanceof PSQLException ours ? ours.getServerErrorMessage() : null;
    if (said == null) {
      return new SQLException(
          mask(refusal.getMessage()), refusal.getSQLState(), refusal.getErrorCode());
    }
    boolean inDetail = said.toString().equals(refusal.getMessage());
    return new PSQLException(new ServerErrorMessage(fields(said)), inDetail);
  }

  /** As the protocol has them (manual, "Error and Notice Message Fields"). */
  private String fields(ServerErrorMessage said) {
    StringBuilder fields = new StringBuilder();
    add(fields, 'S', said.getSeverity());
    add(fields, 'C', said.getSQLState());
    add(fields, 'M', said.getMessage());
    add(fields, 'D', said.getDetail());
    add(fields, 'H', said.getHint());
    add(fields, 'W', said.getWhere());
    add(fields, 'F', said.getFile());
    add(fields, 'L', said.getLine() == 0 ? null : String.valueOf(said.getLine()));
    add(fields, 'R', said.getRoutine());
    return fields.toString();
  }

  private void add(StringBuilder fields, char type, @Nullable String value) {
    if (value != null) {
      fields.append(type).append(mask(value)).append('\0');
    }
  }

  private @Nullable String mask(@Nullable String text) {
    return text == null
        ? null
        : quoted.matcher(text).replaceAll("$1" + Matcher.quoteReplacement(MASK) + "$2");
  }
}
