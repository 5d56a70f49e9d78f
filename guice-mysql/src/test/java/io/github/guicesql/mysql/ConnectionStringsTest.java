package io.github.guicesql.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.guicesql.sqlmodule.config.InvalidValueException;
import io.github.guicesql.sqltest.MariaDbOptions;
import io.github.guicesql.sqltest.MariaDbServer;
import io.github.guicesql.sqltest.TestAuthority;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What vendors, frameworks and other languages print, and what comes of pasting it: each string
 * connects as it is meant, or is refused with what to write.
 */
@Timeout(180)
@Tag("any-jdk")
final class ConnectionStringsTest {
  private static final String PASSWORD = "s3cret";
  private static final String ODD_PASSWORD = "p@ss/w?r#d% ü☃";

  @TempDir private static Path folder;
  private static MariaDbServer server;
  private static TestAuthority authority;

  private record Case(String what, String dsn, String outcome, String detail) {
    static Case of(String line) {
      String[] parts = line.split("\t", -1);
      assertThat(parts).as(line).hasSize(3);
      int colon = parts[2].indexOf(": ");
      return new Case(
          parts[0],
          parts[1],
          parts[2].substring(0, colon),
          filledIn(parts[2].substring(colon + 2)));
    }

    String filledIn() {
      return filledIn(dsn);
    }

    private static String filledIn(String text) {
      return text.replace("{P}", String.valueOf(server.defaultDatabase().port()))
          .replace("{CA}", authority.certificate().toString())
          .replace("{STORE}", authority.trustStore().toString())
          .replace("\\ufeff", "\ufeff")
          .replace("\\u200b", "\u200b")
          .translateEscapes();
    }
  }

  @BeforeAll
  static void launch() throws Exception {
    authority = new TestAuthority(folder, "authority");
    TestAuthority.Issued issued =
        authority.issue("server", "server", "dns:localhost,ip:127.0.0.1,ip:::1");
    server =
        MariaDbServer.launch(MariaDbOptions.defaults().withTls(issued.certificate(), issued.key()));
    try (Connection owner = server.defaultDatabase().connect()) {
      Mysql.execute(owner, "create database shop", "create database brandnew2");
      for (String user : List.of("app", "us@er")) {
        String password = user.equals("us@er") ? ODD_PASSWORD : PASSWORD;
        Mysql.execute(
            owner,
            "create user '%s' identified by '%s'".formatted(user, password),
            "grant all on *.* to '%s'".formatted(user));
      }
    }
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @TestFactory
  Stream<DynamicTest> connectsAsMeantOrIsRefusedWithACure() throws IOException {
    return cases().stream()
        .map(c -> DynamicTest.dynamicTest(c.what() + ": " + c.dsn(), () -> check(c)));
  }

  private static List<Case> cases() throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    ConnectionStringsTest.class.getResourceAsStream("connection-strings.txt")),
                StandardCharsets.UTF_8))) {
      List<Case> cases =
          reader.lines().filter(line -> !line.startsWith("#")).map(Case::of).toList();
      assertThat(cases).hasSizeGreaterThan(100);
      return cases;
    }
  }

  private static void check(Case c) throws Exception {
    String dsn = c.filledIn();
    switch (c.outcome()) {
      case "connects" -> connects(dsn, c.detail());
      case "goes to" -> assertThat(MysqlParameters.read(dsn).url()).isEqualTo(c.detail());
      case "fails" ->
          assertThatThrownBy(() -> connects(dsn, "")).hasStackTraceContaining(c.detail());
      case "refused" -> refused(dsn, c.detail());
      default -> throw new AssertionError(c.outcome());
    }
  }

  private static void connects(String dsn, String where) throws Exception {
    try (Mysql mysql = Mysql.at(Duration.ZERO, Duration.ofSeconds(1), dsn)) {
      String user = mysql.query("select user()").replaceAll("@[^@]*$", "");
      String database = mysql.query("select coalesce(database(), '-')");
      assertThat(database + " " + user).isEqualTo(where);
    }
  }

  private static void refused(String dsn, String cures) {
    InvalidValueException refusal =
        catchThrowableOfType(InvalidValueException.class, () -> MysqlParameters.read(dsn.strip()));
    assertThat(refusal).isNotNull();
    assertThat(refusal.faults())
        .allSatisfy(fault -> assertThat(fault.wrong()).startsWith("At position "));
    String said = refusal.faults().toString();
    assertThat(said).contains(cures.split(" [|] "));
    assertThat(said).doesNotContain(PASSWORD, "cret@", "hidden");
  }
}
