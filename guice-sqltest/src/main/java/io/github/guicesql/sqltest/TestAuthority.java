package io.github.guicesql.sqltest;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A certificate authority for tests, created with the JDK's keytool. It needs a file system with
 * POSIX permissions. Not thread-safe.
 */
public final class TestAuthority {

  /** The password of every store of this class; the tests' keys are not secret. */
  public static final String STORE_PASSWORD = "changeit";

  /** The alias that pgjdbc looks for in a client's store. */
  private static final String ALIAS = "user";

  /** The alias of the authority's own key; no file that it issues can have this name. */
  private static final String AUTHORITY = "/";

  private final Path folder;
  private final Path store;
  private final Path certificate;
  private final Path trustStore;

  /**
   * A certificate that an authority has issued.
   *
   * @param certificate a PEM file
   * @param key a PEM file in PKCS 8, not encrypted, that only its owner may read
   * @param store both, with the authority's certificate, in a PKCS 12 store
   */
  public record Issued(Path certificate, Path key, Path store) {}

  /**
   * Creates an authority whose files, in the given folder, have its name.
   *
   * @throws IOException if a file cannot be written or keytool fails
   */
  public TestAuthority(Path folder, String name) throws IOException {
    this.folder = folder;
    this.store = folder.resolve(name + ".p12");
    this.certificate = folder.resolve(name + ".pem");
    this.trustStore = folder.resolve(name + "-trust.p12");
    makeKey(AUTHORITY, name, "bc:c");
    try {
      Certificate own = keys().getCertificate(AUTHORITY);
      write(certificate, "CERTIFICATE", own.getEncoded());
      KeyStore trusted = empty();
      trusted.setCertificateEntry(AUTHORITY, own);
      write(trustStore, trusted);
    } catch (GeneralSecurityException e) {
      throw new IOException("keytool's own store cannot be read", e);
    }
  }

  /** The authority's own certificate, a PEM file. */
  public Path certificate() {
    return certificate;
  }

  /**
   * A PKCS 12 store with the authority's own certificate, for clients that cannot read a PEM file.
   */
  public Path trustStore() {
    return trustStore;
  }

  /**
   * Issues a certificate.
   *
   * @param file the name of its files, without an extension
   * @param alternativeNames such as {@code dns:localhost,ip:127.0.0.1}, or empty for none
   * @throws IOException if a file cannot be written or keytool fails
   */
  public Issued issue(String file, String commonName, String alternativeNames) throws IOException {
    makeKey(file, commonName, alternativeNames.isEmpty() ? "" : "san=" + alternativeNames);
    Issued issued =
        new Issued(
            folder.resolve(file + ".crt"),
            folder.resolve(file + ".key"),
            folder.resolve(file + ".p12"));
    try {
      Key key = keys().getKey(file, STORE_PASSWORD.toCharArray());
      Certificate[] chain = keys().getCertificateChain(file);
      write(issued.certificate(), "CERTIFICATE", chain[0].getEncoded());
      write(issued.key(), "PRIVATE KEY", key.getEncoded());
      Files.setPosixFilePermissions(issued.key(), PosixFilePermissions.fromString("rw-------"));
      KeyStore own = empty();
      own.setKeyEntry(ALIAS, key, STORE_PASSWORD.toCharArray(), chain);
      write(issued.store(), own);
    } catch (GeneralSecurityException e) {
      throw new IOException("keytool's own store cannot be read", e);
    }
    return issued;
  }

  private KeyStore keys() throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, STORE_PASSWORD.toCharArray());
    }
    return keys;
  }

  private static KeyStore empty() throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    return keys;
  }

  private static void write(Path file, KeyStore keys) throws IOException, GeneralSecurityException {
    try (OutputStream out = Files.newOutputStream(file)) {
      keys.store(out, STORE_PASSWORD.toCharArray());
    }
  }

  private static void write(Path file, String type, byte[] der) throws IOException {
    String base64 = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(der);
    Files.writeString(
        file, "-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n");
  }

  /**
   * Creates a key in the authority's store, signed by the authority's key if that exists already.
   */
  private void makeKey(String alias, String commonName, String extension) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    // keytool runs for less than a second: a server JVM's background work would only cost time.
    command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
    command.addAll(List.of("-genkeypair", "-alias", alias, "-dname", "CN=" + commonName));
    command.addAll(List.of("-keyalg", "RSA", "-keysize", "2048", "-validity", "3650"));
    command.addAll(List.of("-keystore", store.toString(), "-storepass", STORE_PASSWORD));
    if (!alias.equals(AUTHORITY)) {
      command.addAll(List.of("-signer", AUTHORITY));
    }
    if (!extension.isEmpty()) {
      command.addAll(List.of("-ext", extension));
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
