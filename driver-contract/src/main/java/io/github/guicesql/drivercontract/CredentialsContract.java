package io.github.guicesql.drivercontract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.google.inject.Guice;
import com.zaxxer.hikari.HikariDataSource;
import io.github.guicesql.sqlmodule.Credentials;
import io.github.guicesql.sqlmodule.CredentialsSource;
import io.github.guicesql.sqlmodule.SqlConfigException;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import io.github.guicesql.sqltest.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Credentials that change while a service runs, on a real server. */
@Timeout(120)
@Tag("any-jdk")
public abstract class CredentialsContract {

  private static final AtomicInteger USERS = new AtomicInteger();

  private final Engine engine;
  private final TestDatabase database;
  private final LifecycleRegistry registry = new LifecycleRegistry();
  private final List<String> users = new ArrayList<>();
  private Connection admin;

  @TempDir Path folder;

  protected CredentialsContract(Engine engine) {
    this.engine = engine;
    this.database = engine.shared().createDatabase();
  }

  @BeforeEach
  void connect() throws SQLException {
    admin = database.connect();
  }

  @AfterEach
  void close() throws SQLException {
    registry.close();
    for (String user : users) {
      OpenDatabase.execute(admin, "drop user if exists " + user);
    }
    admin.close();
    database.close();
  }

  private Credentials newUser() throws SQLException {
    String user = "rotating_" + ProcessHandle.current().pid() + "_" + USERS.incrementAndGet();
    Credentials made = new Credentials(user, "s3cret-" + user);
    users.add(user);
    for (String sql : engine.createUser(made, database.database())) {
      OpenDatabase.execute(admin, sql);
    }
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

  private DataSource inject(SqlOptions options, String... more) {
    Map<String, String> config = new HashMap<>();
    config.put(engine.key("DSN"), engine.dsnWithoutLogin(database));
    config.put(engine.key("MAX_OPEN_CONNS"), "4");
    for (int i = 0; i < more.length; i += 2) {
      config.put(engine.key(more[i]), more[i + 1]);
    }
    return Guice.createInjector(
            LifecycleModule.using(registry),
            engine.module(options.withConfig(ConfigSource.map(config))))
        .getInstance(SqlTokens.defaults().dbKey());
  }

  private DataSource inject(CredentialsSource source, String... more) {
    return inject(SqlOptions.defaults().withCredentials(source), more);
  }

  private String user(DataSource db) throws SQLException {
    try (Connection connection = db.getConnection()) {
      return OpenDatabase.query(connection, engine.user());
    }
  }

  private void awaitNoSessionOf(String user) {
    await().until(() -> OpenDatabase.query(admin, engine.sessionsOf(user)).equals("0"));
  }

  /** Threads that borrow as fast as they can, and what went wrong. */
  private final class Load implements AutoCloseable {

    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final AtomicLong borrows = new AtomicLong();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final List<Thread> threads = new ArrayList<>();

    Load(DataSource db, int size) {
      for (int i = 0; i < size; i++) {
        Thread thread = new Thread(() -> run(db), "load-" + i);
        threads.add(thread);
        thread.start();
      }
    }

    private void run(DataSource db) {
      while (!stopped.get()) {
        try {
          String unused = user(db);
          borrows.incrementAndGet();
        } catch (SQLException | RuntimeException e) {
          failures.add(e);
        }
      }
    }

    void awaitMore() {
      long before = borrows.get();
      await().until(() -> borrows.get() > before + 20);
    }

    @Override
    public void close() {
      stopped.set(true);
      try {
        for (Thread thread : threads) {
          thread.join();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Test
  void userAndPasswordRotateTenTimesUnderLoad() throws Exception {
    List<Credentials> made = new ArrayList<>();
    for (int i = 0; i < 11; i++) {
      made.add(newUser());
    }
    Current now = new Current(made.get(0));
    CredentialsSource source = now::get;
    try (EveryLog log = new EveryLog(engine.julLoggers())) {
      DataSource db = inject(source.checkedEvery(Duration.ofMillis(100)));
      try (Load load = new Load(db, 6)) {
        load.awaitMore();
        for (Credentials next : made.subList(1, made.size())) {
          String old = now.get().user();
          now.set(next);
          awaitNoSessionOf(old);
          OpenDatabase.execute(admin, "drop user " + old);
          load.awaitMore();
          assertThat(user(db)).isEqualTo(next.user());
        }
        assertThat(load.failures).isEmpty();
      }
      assertThat(log.text().contains("connections of " + made.get(0).user() + " are retired"))
          .isTrue();
      assertThat(log.text().lines().filter(line -> line.contains("s3cret-"))).isEmpty();
    }
  }

  @Test
  void anIdlePoolLosesTheOldUserToo() throws Exception {
    Current now = new Current(newUser());
    CredentialsSource source = now::get;
    DataSource db = inject(source.checkedEvery(Duration.ofMillis(100)));
    String old = user(db);
    assertThat(old).isEqualTo(now.get().user());
    now.set(newUser());
    awaitNoSessionOf(old);
    assertThat(user(db)).isEqualTo(now.get().user());
  }

  @Test
  void aBorrowedConnectionOfTheOldUserEndsWhenItIsReturned() throws Exception {
    Current now = new Current(newUser());
    CredentialsSource source = now::get;
    DataSource db = inject(source.checkedEvery(Duration.ofMillis(100)));
    String old = now.get().user();
    try (Connection borrowed = db.getConnection()) {
      now.set(newUser());
      await().until(() -> user(db).equals(now.get().user()));
      assertThat(OpenDatabase.query(borrowed, engine.user())).isEqualTo(old);
    }
    awaitNoSessionOf(old);
  }

  @Test
  void afterARefusalTheSourceIsAskedOnceMore() throws Exception {
    Credentials right = newUser();
    AtomicInteger asked = new AtomicInteger();
    DataSource db =
        inject(
            SqlOptions.defaults()
                .withCredentials(
                    () ->
                        asked.incrementAndGet() == 1
                            ? new Credentials(right.user(), "outdated")
                            : right)
                .withPool(pool -> pool.setMaximumPoolSize(1)),
            "CONNECT_TIMEOUT",
            "20s");

    assertThat(asked).hasValue(2);
    assertThat(user(db)).isEqualTo(right.user());
  }

  @Test
  void aRefusalOfTheNewCredentialsIsReported() throws Exception {
    Credentials user = newUser();
    AtomicInteger asked = new AtomicInteger();
    CredentialsSource wrong =
        () -> new Credentials(user.user(), "s3cret-wrong-" + asked.incrementAndGet());
    Throwable thrown = catchThrowable(() -> inject(wrong, "CONNECT_TIMEOUT", "20s"));

    assertThat(asked).hasValue(2);
    assertThat(SqlErrors.find(thrown).orElseThrow())
        .hasMessageContaining("SQLSTATE " + engine.wrongPassword())
        .hasMessageContaining(user.user())
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void aPasswordFileIsReadAgain() throws Exception {
    Credentials user = newUser();
    Path file = Files.writeString(folder.resolve("password"), user.password() + "\n");
    DataSource db =
        inject(SqlOptions.defaults(), "USER", user.user(), "PASSWORD_FILE", file.toString());
    assertThat(user(db)).isEqualTo(user.user());

    OpenDatabase.execute(admin, engine.changePassword(new Credentials(user.user(), "s3cret-new")));
    Files.writeString(file, "s3cret-new\n");
    db.unwrap(HikariDataSource.class).getHikariPoolMXBean().softEvictConnections();
    assertThat(user(db)).isEqualTo(user.user());
  }

  @Test
  void userAndPasswordInFilesAreReadAgain() throws Exception {
    Credentials first = newUser();
    Path user = Files.writeString(folder.resolve("user"), first.user() + "\n");
    Path password = Files.writeString(folder.resolve("password"), first.password() + "\n");
    DataSource db =
        inject(CredentialsSource.files(user, password).checkedEvery(Duration.ofMillis(100)));
    assertThat(user(db)).isEqualTo(first.user());

    Credentials second = newUser();
    Files.writeString(password, second.password() + "\n");
    Files.writeString(user, second.user() + "\n");
    awaitNoSessionOf(first.user());
    assertThat(user(db)).isEqualTo(second.user());
  }

  @Test
  void aCredentialsProviderOfAHookKeepsWorking() throws Exception {
    Current now = new Current(newUser());
    DataSource db =
        inject(
            SqlOptions.defaults()
                .withPool(
                    pool ->
                        pool.setCredentialsProvider(
                            () ->
                                com.zaxxer.hikari.util.Credentials.of(
                                    now.get().user(), now.get().password()))),
            "CONNECT_TIMEOUT",
            "20s");
    String old = user(db);
    assertThat(old).isEqualTo(now.get().user());

    now.set(newUser());
    try (Connection borrowed = db.getConnection()) {
      db.unwrap(HikariDataSource.class).evictConnection(borrowed);
    }
    await().until(() -> user(db).equals(now.get().user()));
    awaitNoSessionOf(old);
  }

  @Test
  void aPasswordBesideASourceIsRefused() {
    Throwable thrown =
        catchThrowable(() -> inject(CredentialsSource.fixed("a", "b"), "PASSWORD", "hunter2"));

    assertThat(SqlErrors.find(thrown, SqlConfigException.class).orElseThrow())
        .hasMessageContaining(engine.inErrors("PASSWORD") + " = \"***\": A source of")
        .hasMessageContaining("Leave the password out.");
  }

  @Test
  void aSourceThatFailsFailsTheBorrow() {
    DataSource db =
        inject(
            () -> {
              throw new IllegalStateException("the vault is sealed");
            });

    assertThat(catchThrowable(db::getConnection))
        .hasStackTraceContaining("the source of credentials failed")
        .hasStackTraceContaining("the vault is sealed");
  }
}
