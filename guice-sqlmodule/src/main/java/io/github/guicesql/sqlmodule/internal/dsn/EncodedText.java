package io.github.guicesql.sqlmodule.internal.dsn;

import io.github.guicesql.sqlmodule.config.InvalidValueException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;

/**
 * A percent-encoded part of a connection string. It remembers where each character stood, because
 * libpq joins the hosts of a list before it decodes them.
 */
public final class EncodedText {
  /** What to write instead of a character that would end a part of a URI early. */
  public static final String ENCODE =
      "@ : / ? # [ ] % & and blanks as %40 %3A %2F %3F %23 %5B %5D %25 %26 %20"
          + " wherever they are part of a user, a password or a name";

  private final StringBuilder text = new StringBuilder();
  private final IntStream.Builder positions = IntStream.builder();

  /** An empty one. */
  public EncodedText() {}

  /** Decodes a part that stands in one place. */
  public static String decode(String dsn, int from, int to) throws InvalidValueException {
    return new EncodedText().append(dsn, from, to).decode();
  }

  /** Decodes a part as a form's: a '+' is a blank, and a blank is a blank, too. */
  public static String decodeForm(String dsn, int from, int to) throws InvalidValueException {
    return new EncodedText().append(dsn, from, to).decode(0, to - from, true);
  }

  /** Refuses what no server can be sent: a NUL, or half a surrogate pair. */
  public static void refuseUnencodable(String dsn) throws InvalidValueException {
    for (int i = 0; i < dsn.length(); i++) {
      int codePoint = dsn.codePointAt(i);
      if (codePoint == 0 || Character.getType(codePoint) == Character.SURROGATE) {
        throw Problems.at(i, "a character that cannot be sent", "leave it out");
      }
      i += Character.charCount(codePoint) - 1;
    }
  }

  /** Adds a part that stands in another place. */
  public EncodedText append(String dsn, int from, int to) {
    text.append(dsn, from, to);
    IntStream.range(from, to).forEach(positions::add);
    return this;
  }

  /** Whether nothing was added. */
  public boolean isEmpty() {
    return text.isEmpty();
  }

  /**
   * As libpq does: blanks round a part are dropped, and refused within; tabs and newlines are text.
   */
  public String decode() throws InvalidValueException {
    int start = 0;
    int end = text.length();
    while (start < end && text.charAt(start) == ' ') {
      start++;
    }
    while (end > start && text.charAt(end - 1) == ' ') {
      end--;
    }
    return decode(start, end, false);
  }

  private String decode(int start, int end, boolean form) throws InvalidValueException {
    int[] at = positions.build().toArray();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int i = start;
    while (i < end) {
      int codePoint = text.codePointAt(i);
      if (codePoint == ' ' && !form) {
        throw Problems.at(at[i], "a blank", "write %20, or no blank");
      }
      if (codePoint == '%') {
        int value = i + 2 < end ? hex(text.charAt(i + 1)) * 16 + hex(text.charAt(i + 2)) : -1;
        if (value <= 0) {
          throw Problems.at(
              at[i],
              "a '%' that begins no character",
              "write two hexadecimal digits other than 00 after it, or %25 for a '%' itself");
        }
        bytes.write(value);
        i += 3;
      } else {
        String character = Character.toString(codePoint == '+' && form ? ' ' : codePoint);
        bytes.writeBytes(character.getBytes(StandardCharsets.UTF_8));
        i += Character.charCount(codePoint);
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw Problems.at(
          at[start + text.substring(start, end).indexOf('%')],
          "percent-encoded bytes that are not UTF-8 in the part with the first '%'",
          "write the bytes of UTF-8");
    }
  }

  private static int hex(char digit) {
    int value = digit < 128 ? Character.digit(digit, 16) : -1;
    return value < 0 ? -256 : value;
  }
}
