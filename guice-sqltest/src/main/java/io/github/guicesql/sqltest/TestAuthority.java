package io.github.guicesql.sqltest;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A certificate authority of the tests' own, made by the JDK's keytool. It needs a file system with
 * POSIX permissions. Not thread-safe.
 */
public final class TestAuthority {

  /** Of every store here; a test has no secrets. */
  public static final String STORE_PASSWORD = "changeit";

  /** The one that pgjdbc looks for in a client's store. */
  private static final String ALIAS = "user";

  private final Path folder;
  private final Path store;
  private final Path certificate;
  private final Path trustStore;

  /**
   * What an authority has issued.
   *
   * @param certificate a PEM file
   * @param key a PEM file in PKCS 8, not encrypted, that only its owner may read
   * @param store both, with the authority's certificate, in a PKCS 12 store
   */
  public record Issued(Path certificate, Path key, Path store) {}

  /**
   * Makes its files, named after it, in a folder.
   *
   * @throws IOException if the folder or keytool does not let it
   */
  public TestAuthority(Path folder, String name) throws IOException {
    this.folder = folder;
    this.store = folder.resolve(name + ".p12");
    this.certificate = folder.resolve(name + ".pem");
    this.trustStore = folder.resolve(name + "-trust.p12");
    keytool(store, "-genkeypair", "-dname", "CN=" + name, "-ext", "bc:c");
    keytool(store, "-exportcert", "-rfc", "-file", certificate.toString());
    keytool(trustStore, "-importcert", "-noprompt", "-file", certificate.toString());
  }

  /** Its own certificate, a PEM file. */
  public Path certificate() {
    return certificate;
  }

  /** A PKCS 12 store with its own certificate in it, for who cannot read a PEM file. */
  public Path trustStore() {
    return trustStore;
  }

  /**
   * Issues a certificate.
   *
   * @param file the name of its files, without an ending
   * @param alternativeNames such as {@code dns:localhost,ip:127.0.0.1}, or empty for none
   * @throws IOException if the folder or keytool does not let it
   */
  public Issued issue(String file, String commonName, String alternativeNames) throws IOException {
    Path ownStore = folder.resolve(file + ".p12");
    Path request = folder.resolve(file + ".csr");
    Path pem = folder.resolve(file + ".crt");
    keytool(ownStore, "-genkeypair", "-dname", "CN=" + commonName);
    keytool(ownStore, "-certreq", "-file", request.toString());
    List<String> sign =
        new ArrayList<>(
            List.of("-gencert", "-rfc", "-infile", request.toString(), "-outfile", pem.toString()));
    if (!alternativeNames.isEmpty()) {
      sign.addAll(List.of("-ext", "san=" + alternativeNames));
    }
    keytool(store, sign.toArray(String[]::new));
    keytool(ownStore, "-importcert", "-noprompt", "-file", certificate.toString(), "-alias", "ca");
    keytool(ownStore, "-importcert", "-noprompt", "-file", pem.toString());
    return new Issued(pem, writeKey(ownStore, folder.resolve(file + ".key")), ownStore);
  }

  private static Path writeKey(Path store, Path file) throws IOException {
    byte[] key;
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, STORE_PASSWORD.toCharArray());
      key = keys.getKey(ALIAS, STORE_PASSWORD.toCharArray()).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IOException("keytool's own store cannot be read", e);
    }
    String base64 = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(key);
    Files.writeString(
        file, "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private static void keytool(Path store, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-keystore", store.toString(), "-storepass", STORE_PASSWORD));
    if (!command.contains("-alias")) {
      command.addAll(List.of("-alias", ALIAS));
    }
    if (arguments[0].equals("-genkeypair")) {
      command.addAll(List.of("-keyalg", "RSA", "-keysize", "2048", "-validity", "3650"));
    }
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), US_ASCII);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(command + ": " + output);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while keytool ran", e);
    }
  }
}
