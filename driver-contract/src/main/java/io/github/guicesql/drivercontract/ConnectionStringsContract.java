package io.github.guicesql.drivercontract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.guicesql.sqlmodule.config.InvalidValueException;
import io.github.guicesql.sqltest.TestAuthority;
import io.github.guicesql.sqltest.TestDatabase;
import io.github.guicesql.sqltest.TestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What vendors, frameworks and other languages print, and what comes of pasting it: each string
 * connects as it is meant, or is refused with what to write. The strings are in {@code
 * connection-strings.txt}, beside the subclass.
 */
@Timeout(180)
@Tag("any-jdk")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ConnectionStringsContract {

  protected static final String PASSWORD = "s3cret";
  protected static final String ODD_PASSWORD = "p@ss/w?r#d% ü☃";

  private final Engine engine;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<Case, Future<Throwable>> failing = new HashMap<>();
  private TestServer server;
  private TestAuthority authority;

  protected ConnectionStringsContract(Engine engine) {
    this.engine = engine;
  }

  protected abstract TestServer launch(TestAuthority.Issued certificate);

  /** Makes the users and databases that the strings name. */
  protected abstract void prepare(TestDatabase database) throws SQLException;

  /** Where a session is, in the words of the file. */
  protected abstract String where(OpenDatabase open) throws SQLException;

  /** Reads a string without connecting: the driver's URL. */
  protected abstract String url(String dsn) throws InvalidValueException;

  @BeforeAll
  void launch(@TempDir Path folder) throws Exception {
    authority = new TestAuthority(folder, "authority");
    server = launch(authority.issue("server", "server", "dns:localhost,ip:127.0.0.1,ip:::1"));
    prepare(server.defaultDatabase());
  }

  @AfterAll
  void stop() {
    threads.shutdownNow();
    server.close();
  }

  private record Case(String what, String dsn, String outcome, String detail) {}

  @TestFactory
  Stream<DynamicTest> connectsAsMeantOrIsRefusedWithACure() throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(getClass().getResourceAsStream("connection-strings.txt")),
                StandardCharsets.UTF_8))) {
      List<Case> cases =
          reader.lines().filter(line -> !line.startsWith("#")).map(this::parse).toList();
      assertThat(cases).hasSizeGreaterThan(100);
      cases.stream().filter(c -> c.outcome().equals("fails")).forEach(this::startFailing);
      return cases.stream()
          .map(c -> DynamicTest.dynamicTest(c.what() + ": " + c.dsn(), () -> check(c)));
    }
  }

  /** All at a time, in the background: HikariCP takes a second to give one up. */
  private void startFailing(Case c) {
    failing.put(c, threads.submit(() -> catchThrowable(() -> connects(filledIn(c.dsn()), ""))));
  }

  private Case parse(String line) {
    String[] parts = line.split("\t", -1);
    assertThat(parts).as(line).hasSize(3);
    int colon = parts[2].indexOf(": ");
    return new Case(
        parts[0], parts[1], parts[2].substring(0, colon), filledIn(parts[2].substring(colon + 2)));
  }

  private String filledIn(String text) {
    return text.replace("{P}", String.valueOf(server.defaultDatabase().port()))
        .replace("{CA}", authority.certificate().toString())
        .replace("{STORE}", authority.trustStore().toString())
        .replace("\\ufeff", "\ufeff")
        .replace("\\u200b", "\u200b")
        .translateEscapes();
  }

  private void check(Case c) throws Exception {
    String dsn = filledIn(c.dsn());
    switch (c.outcome()) {
      case "connects" -> connects(dsn, c.detail());
      case "goes to" -> assertThat(url(dsn)).isEqualTo(c.detail());
      case "fails" ->
          assertThat(Objects.requireNonNull(failing.get(c)).get())
              .hasStackTraceContaining(c.detail());
      case "refused" -> refused(dsn, c.detail());
      default -> throw new AssertionError(c.outcome());
    }
  }

  private void connects(String dsn, String where) throws Exception {
    try (OpenDatabase open = engine.open(Duration.ZERO, Duration.ofSeconds(10), dsn)) {
      assertThat(where(open)).isEqualTo(where);
    }
  }

  private void refused(String dsn, String cures) {
    InvalidValueException refusal =
        catchThrowableOfType(InvalidValueException.class, () -> url(dsn.strip()));
    assertThat(refusal).isNotNull();
    assertThat(refusal.faults())
        .allSatisfy(fault -> assertThat(fault.wrong()).startsWith("At position "));
    String said = refusal.faults().toString();
    assertThat(said).contains(cures.split(" [|] "));
    assertThat(said).doesNotContain(PASSWORD, "cret@", "hidden");
  }
}
