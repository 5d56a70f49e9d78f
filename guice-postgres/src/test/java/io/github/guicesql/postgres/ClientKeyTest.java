package io.github.guicesql.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ssl.PEMKeyManager;

class ClientKeyTest {
  @TempDir Path folder;

  private static String pem(String label, byte[] der) {
    return "-----BEGIN "
        + label
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + label
        + "-----\n";
  }

  private Path file(String name, byte[] content) throws Exception {
    Path file = Files.write(folder.resolve(name), content);
    // pgjdbc refuses a key that others may read.
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file;
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC", "EdDSA"})
  void tellsPgjdbcTheAlgorithm(String algorithm) throws Exception {
    byte[] der =
        KeyPairGenerator.getInstance(algorithm).generateKeyPair().getPrivate().getEncoded();
    Path file = file("client.key", pem("PRIVATE KEY", der).getBytes(StandardCharsets.US_ASCII));

    PostgresParameters parameters = Dsns.read("sslcert=c sslkey='" + file + "'");

    String told = parameters.properties().get("pemKeyAlgorithm");
    assertThat(told).isEqualTo(algorithm);
    assertThat(new PEMKeyManager(file.toString(), "none", told).getPrivateKey("user")).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY"})
  void refusesPemThatPgjdbcCannotRead(String label) throws Exception {
    Path file = file("client.pem", pem(label, new byte[100]).getBytes(StandardCharsets.US_ASCII));

    assertThat(ClientKey.read(file.toString()).unreadable()).contains("PEM");
    assertThat(new PEMKeyManager(file.toString(), "none", "RSA").getPrivateKey("user")).isNull();
  }

  @Test
  void leavesTheRestToPgjdbc() throws Exception {
    ClientKey nothing = new ClientKey(null, null);
    byte[] der = KeyPairGenerator.getInstance("EC").generateKeyPair().getPrivate().getEncoded();
    assertThat(ClientKey.read(file("client.der", der).toString())).isEqualTo(nothing);
    assertThat(ClientKey.read(folder.resolve("absent.key").toString())).isEqualTo(nothing);
    assertThat(ClientKey.read("a\0b")).isEqualTo(nothing);
    assertThat(ClientKey.read(folder.resolve("client.p12").toString())).isEqualTo(nothing);
    byte[] broken = pem("PRIVATE KEY", new byte[9]).getBytes(StandardCharsets.US_ASCII);
    assertThat(ClientKey.read(file("broken.key", broken).toString())).isEqualTo(nothing);
  }
}
