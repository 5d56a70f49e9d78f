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
 * What pgjdbc would make of a client's key file. libpq takes a PEM file of any kind. pgjdbc takes
 * one only if it is PKCS-8 and not encrypted, and must be told the algorithm if that is not RSA;
 * besides, PKCS-8 in DER and PKCS-12, told apart by the file's ending.
 *
 * @param unreadable why pgjdbc cannot use it, or null
 * @param algorithm what pgjdbc must be told, or null
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

  /** A file that is not there yet, or not ours to read, is pgjdbc's to report when it connects. */
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
        // Not this one.
      }
    }
    return NOTHING_TO_SAY;
  }
}
