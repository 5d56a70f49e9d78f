package io.github.guicesql.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import io.github.guicesql.drivercontract.EveryLog;
import io.github.guicesql.mysql.Mysql.Driver;
import io.github.guicesql.sqlmodule.Credentials;
import io.github.guicesql.sqlmodule.CredentialsSource;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import io.github.guicesql.sqltest.MariaDbServer;
import io.github.guicesql.sqltest.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Credentials that change while a service runs, on a real server. */
@Timeout(120)
@Tag("any-jdk")
final class MysqlCredentialsTest {

  private static final AtomicInteger USERS = new AtomicInteger();

  private final TestDatabase database = MariaDbServer.shared().createDatabase();
  private final LifecycleRegistry registry = new LifecycleRegistry();
  private final List<String> users = new ArrayList<>();
  private Connection admin;

  @TempDir Path folder;

  @BeforeEach
  void connect() throws SQLException {
    admin = database.connect();
  }

  @AfterEach
  void close() throws SQLException {
    registry.close();
    for (String user : users) {
      Mysql.execute(admin, "drop user if exists " + user);
    }
    admin.close();
    database.close();
  }

  private Credentials newUser() throws SQLException {
    String user = "rotating_" + USERS.incrementAndGet();
    Credentials made = new Credentials(user, "s3cret-" + user);
    users.add(user);
    Mysql.execute(
        admin,
        "create user " + user + " identified by '" + made.password() + "'",
        "grant all on " + database.database() + ".* to " + user);
    return made;
  }

  /** The credentials of the moment. */
  private static final class Current {
    private volatile Credentials credentials;

    Current(Credentials credentials) {
      this.credentials = credentials;
    }

    Credentials get() {
      return credentials;
    }

    void set(Credentials next) {
      credentials = next;
    }
  }

  private DataSource inject(Driver driver, SqlOptions options, Map<String, String> more) {
    ConfigSource config =
        ConfigSource.firstOf(
            ConfigSource.map(more),
            ConfigSource.map(
                Map.of(
                    "MYSQL_DSN",
                    "%s//%s:%d/%s"
                        .formatted(
                            driver.scheme, database.host(), database.port(), database.database()),
                    "MYSQL_MAX_OPEN_CONNS",
                    "4")));
    return Guice.createInjector(
            LifecycleModule.using(registry), new MysqlModule(options.withConfig(config)))
        .getInstance(SqlTokens.defaults().dbKey());
  }

  private static String user(DataSource db) throws SQLException {
    try (Connection connection = db.getConnection()) {
      return Mysql.query(connection, "select substring_index(current_user(), '@', 1)");
    }
  }

  private void awaitNoSessionOf(String user) {
    Awaitility.await()
        .until(
            () ->
                Mysql.query(
                        admin,
                        "select count(*) from information_schema.processlist where user = '"
                            + user
                            + "'")
                    .equals("0"));
  }

  @ParameterizedTest
  @EnumSource(Driver.class)
  void userAndPasswordRotateTenTimesUnderLoad(Driver driver) throws Exception {
    List<Credentials> made = new ArrayList<>();
    for (int i = 0; i < 11; i++) {
      made.add(newUser());
    }
    Current now = new Current(made.get(0));
    CredentialsSource source = now::get;
    try (EveryLog log = new EveryLog()) {
      rotate(driver, made, now, source);
      assertThat(log.text().contains("connections of " + made.get(0).user() + " are retired"))
          .isTrue();
      assertThat(log.text().lines().filter(line -> line.contains("s3cret-"))).isEmpty();
    }
  }

  private void rotate(Driver driver, List<Credentials> made, Current now, CredentialsSource source)
      throws Exception {
    DataSource db =
        inject(
            driver,
            SqlOptions.defaults().withCredentials(source.checkedEvery(Duration.ofMillis(100))),
            Map.of());
    Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    AtomicLong borrows = new AtomicLong();
    AtomicBoolean stopped = new AtomicBoolean();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Thread thread =
          new Thread(
              () -> {
                while (!stopped.get()) {
                  try {
                    String unused = user(db);
                    borrows.incrementAndGet();
                  } catch (SQLException | RuntimeException e) {
                    failures.add(e);
                  }
                }
              });
      threads.add(thread);
      thread.start();
    }
    try {
      for (Credentials next : made.subList(1, made.size())) {
        long before = borrows.get();
        Awaitility.await().until(() -> borrows.get() > before + 20);
        String old = now.get().user();
        now.set(next);
        awaitNoSessionOf(old);
        Mysql.execute(admin, "drop user " + old);
        assertThat(user(db)).isEqualTo(now.get().user());
      }
    } finally {
      stopped.set(true);
      for (Thread thread : threads) {
        thread.join();
      }
    }
    assertThat(failures).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Driver.class)
  void afterARefusalTheSourceIsAskedOnceMore(Driver driver) throws Exception {
    Credentials right = newUser();
    AtomicInteger asked = new AtomicInteger();
    DataSource db =
        inject(
            driver,
            SqlOptions.defaults()
                .withCredentials(
                    () ->
                        asked.incrementAndGet() == 1
                            ? new Credentials(right.user(), "outdated")
                            : right),
            Map.of("MYSQL_CONNECT_TIMEOUT", "20s"));

    assertThat(asked).hasValue(2);
    assertThat(user(db)).isEqualTo(right.user());
  }

  @ParameterizedTest
  @EnumSource(Driver.class)
  void userAndPasswordInFilesAreReadAgain(Driver driver) throws Exception {
    Credentials first = newUser();
    Path user = Files.writeString(folder.resolve("user"), first.user() + "\n");
    Path password = Files.writeString(folder.resolve("password"), first.password() + "\n");
    CredentialsSource source =
        CredentialsSource.files(user, password).checkedEvery(Duration.ofMillis(100));
    DataSource db = inject(driver, SqlOptions.defaults().withCredentials(source), Map.of());
    assertThat(user(db)).isEqualTo(first.user());

    Credentials second = newUser();
    Files.writeString(password, second.password() + "\n");
    Files.writeString(user, second.user() + "\n");
    awaitNoSessionOf(first.user());
    assertThat(user(db)).isEqualTo(second.user());
  }
}
