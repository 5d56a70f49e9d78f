package io.github.guicesql.jdbc;

import java.util.regex.Pattern;

/**
 * Recognizes parameters whose value is a secret by their names. It errs on the side of secrecy: a
 * parameter that is taken for a secret reaches the driver apart from the URL, and means the same.
 */
final class SecretNames {

  /** Also matches misspellings of "password", whose value is a password all the same. */
  private static final Pattern SECRET =
      Pattern.compile(
          "(?i)pass|pw|pin|.*(pa?s{1,2}w|pwd|passphrase|secret|token|credential|cryptconfig"
              + "|(access|api|account|private|shared|crypt|encryption|providerclient)[-_. ]?key).*");

  private SecretNames() {}

  static boolean contain(String name) {
    return SECRET.matcher(name.strip()).matches();
  }
}
