package io.github.guicesql.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A client's key file as pgjdbc would use it. libpq accepts a PEM file of any kind. pgjdbc accepts
 * one only if it is PKCS-8 and not encrypted, and needs the algorithm if that is not RSA. It also
 * accepts PKCS-8 in DER and PKCS-12, which it distinguishes by the file's extension.
 *
 * @param unreadable the reason why pgjdbc cannot use it, or null
 * @param algorithm the algorithm to set for pgjdbc, or null
 */
record ClientKey(@Nullable String unreadable, @Nullable String algorithm) {
  static final String CONVERT =
      "convert the key, with openssl pkcs8 -topk8 -nocrypt if it may lie there unencrypted, else with"
          + " openssl pkcs12 -export -name user to a file that ends in .p12";

  private static final int LONGEST = 64 * 1024;
  private static final Pattern PKCS8 =
      Pattern.compile("-----BEGIN PRIVATE KEY-----(.*?)-----END PRIVATE KEY-----", Pattern.DOTALL);
  private static final Pattern OTHER_PEM =
      Pattern.compile("-----BEGIN (RSA|EC|DSA|ENCRYPTED|OPENSSH) PRIVATE KEY-----");
  private static final ClientKey NOTHING_TO_SAY = new ClientKey(null, null);

  /**
   * Reads the file. If it does not exist yet or is not readable, pgjdbc will report that when it
   * connects.
   */
  static ClientKey read(String file) {
    String name = file.toLowerCase(Locale.ROOT);
    if (name.endsWith(".p12") || name.endsWith(".pfx")) {
      return NOTHING_TO_SAY;
    }
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      return of(new String(in.readNBytes(LONGEST), StandardCharsets.ISO_8859_1));
    } catch (IOException | InvalidPathException e) {
      return NOTHING_TO_SAY;
    }
  }

  private static ClientKey of(String content) {
    if (OTHER_PEM.matcher(content).find()) {
      return new ClientKey(
          "names a PEM file that pgjdbc cannot read: it is encrypted, or not PKCS-8", null);
    }
    Matcher pem = PKCS8.matcher(content);
    if (!pem.find()) {
      return NOTHING_TO_SAY;
    }
    byte[] der;
    try {
      der = Base64.getMimeDecoder().decode(pem.group(1));
    } catch (IllegalArgumentException e) {
      return NOTHING_TO_SAY;
    }
    for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
      try {
        KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
        return new ClientKey(null, algorithm);
      } catch (GeneralSecurityException e) {
        // The key has another algorithm.
      }
    }
    return NOTHING_TO_SAY;
  }
}
