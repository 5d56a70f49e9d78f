package io.github.guicesql.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.guicesql.sqlmodule.config.InvalidValueException;
import io.github.guicesql.sqltest.PostgresOptions;
import io.github.guicesql.sqltest.PostgresServer;
import io.github.guicesql.sqltest.TestAuthority;
import io.github.guicesql.sqltest.TestDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
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
  private static PostgresServer server;
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
        PostgresServer.launch(
            PostgresOptions.defaults().withTls(issued.certificate(), issued.key()));
    try (Connection owner = server.defaultDatabase().connect()) {
      for (String user : List.of("app", "postgres.abcdefgh", "us@er")) {
        String password = user.equals("us@er") ? ODD_PASSWORD : PASSWORD;
        Postgres.execute(owner, "create role \"%s\" login password '%s'".formatted(user, password));
      }
      for (String database : List.of("shop", "app", "verceldb", "my-db", "üdb 1")) {
        Postgres.execute(owner, "create database \"%s\"".formatted(database));
      }
    }
    TestDatabase own = server.defaultDatabase();
    String shop = "jdbc:postgresql://%s:%d/shop".formatted(own.host(), own.port());
    try (Connection owner = DriverManager.getConnection(shop, own.user(), own.password())) {
      Postgres.execute(owner, "create schema tenant1", "grant usage on schema tenant1 to public");
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
      case "goes to" ->
          assertThat(PostgresParameters.read(dsn, Dsns.PROCESS).url()).isEqualTo(c.detail());
      case "fails" ->
          assertThatThrownBy(() -> connects(dsn, "")).hasStackTraceContaining(c.detail());
      case "refused" -> refused(dsn, c.detail());
      default -> throw new AssertionError(c.outcome());
    }
  }

  private static void connects(String dsn, String where) throws Exception {
    try (Postgres postgres = Postgres.at(Duration.ZERO, Duration.ofSeconds(1), dsn)) {
      String schema =
          postgres.query(
              "select case current_schema when 'public' then '' else current_schema end");
      String user = postgres.query("select current_user");
      String found = postgres.query("select current_database()") + " " + user + " " + schema;
      assertThat(found.strip()).isEqualTo(where);
    }
  }

  private static void refused(String dsn, String cures) {
    InvalidValueException refusal =
        catchThrowableOfType(
            InvalidValueException.class, () -> PostgresParameters.read(dsn.strip(), Dsns.PROCESS));
    assertThat(refusal).isNotNull();
    assertThat(refusal.faults())
        .allSatisfy(fault -> assertThat(fault.wrong()).startsWith("At position "));
    String said = refusal.faults().toString();
    assertThat(said).contains(cures.split(" [|] "));
    assertThat(said).doesNotContain(PASSWORD, "cret@", "hidden");
  }
}
