package io.github.guicesql.sqlmodule.internal.dsn;

import io.github.guicesql.sqlmodule.config.InvalidValueException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;

/**
 * A percent-encoded part of a connection string. It records the position of each character, because
 * libpq joins the hosts of a list before it decodes them.
 */
public final class EncodedText {
  /** The advice to encode a character that would end a part of a URI early. */
  public static final String ENCODE =
      "@ : / ? # [ ] % & and blanks as %40 %3A %2F %3F %23 %5B %5D %25 %26 %20"
          + " wherever they are part of a user, a password or a name";

  private final StringBuilder text = new StringBuilder();
  private final IntStream.Builder positions = IntStream.builder();

  /** Creates an empty text. */
  public EncodedText() {}

  /** Decodes a contiguous part of a connection string. */
  public static String decode(String dsn, int from, int to) throws InvalidValueException {
    return new EncodedText().append(dsn, from, to).decode();
  }

  /** Decodes a part like form data: a '+' is a blank, and a blank is accepted, too. */
  public static String decodeForm(String dsn, int from, int to) throws InvalidValueException {
    return new EncodedText().append(dsn, from, to).decode(0, to - from, true);
  }

  /** Refuses characters that cannot be sent to any server: a NUL, or half a surrogate pair. */
  public static void refuseUnencodable(String dsn) throws InvalidValueException {
    for (int i = 0; i < dsn.length(); i++) {
      int codePoint = dsn.codePointAt(i);
      if (codePoint == 0 || Character.getType(codePoint) == Character.SURROGATE) {
        throw Problems.at(i, "a character that cannot be sent", "leave it out");
      }
      i += Character.charCount(codePoint) - 1;
    }
  }

  /** Appends a part from another position. */
  public EncodedText append(String dsn, int from, int to) {
    text.append(dsn, from, to);
    IntStream.range(from, to).forEach(positions::add);
    return this;
  }

  /** Returns whether nothing was appended. */
  public boolean isEmpty() {
    return text.isEmpty();
  }

  /**
   * Decodes the text as libpq does: leading and trailing blanks are dropped, and blanks within are
   * refused; tabs and newlines are kept.
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
