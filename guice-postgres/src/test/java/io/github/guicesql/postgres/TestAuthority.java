package io.github.guicesql.postgres;

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

/** A certificate authority of the tests' own, made by the JDK's keytool. */
final class TestAuthority {

  static final String STORE_PASSWORD = "changeit";

  /** The one that pgjdbc looks for in a client's store. */
  private static final String ALIAS = "user";

  private final Path folder;
  private final Path store;
  private final Path certificate;

  /**
   * A certificate and its key, as PEM files, the key in PKCS 8; and both in a PKCS 12 store with
   * {@link #STORE_PASSWORD}.
   */
  record Issued(Path certificate, Path key, Path store) {}

  TestAuthority(Path folder, String name) throws Exception {
    this.folder = folder;
    this.store = folder.resolve(name + ".p12");
    this.certificate = folder.resolve(name + ".pem");
    keytool(store, "-genkeypair", "-dname", "CN=" + name, "-ext", "bc:c");
    keytool(store, "-exportcert", "-rfc", "-file", certificate.toString());
  }

  Path certificate() {
    return certificate;
  }

  /** A certificate with this common name, for these alternative names, such as dns:localhost. */
  Issued issue(String file, String commonName, String alternativeNames) throws Exception {
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

  private static Path writeKey(Path store, Path file) throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, STORE_PASSWORD.toCharArray());
    }
    byte[] key = keys.getKey(ALIAS, STORE_PASSWORD.toCharArray()).getEncoded();
    String base64 = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(key);
    Files.writeString(
        file, "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private static void keytool(Path store, String... arguments)
      throws IOException, InterruptedException {
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
    if (process.waitFor() != 0) {
      throw new IOException(command + ": " + output);
    }
  }
}
