package io.github.guicesql.drivercontract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.google.inject.Guice;
import com.google.inject.Injector;
import io.github.guicesql.sqlmodule.ReadYourWrites;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.WritePosition;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import io.github.guicesql.sqltest.ReplicatedPair;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which host of a pair, a primary and its standby, a reader uses while they come and go. */
@Timeout(180)
@Tag("any-jdk")
public abstract class ReaderHostsContract {

  protected static final SqlTokens DATABASE = SqlTokens.defaults();

  private final Engine engine;
  private final LifecycleRegistry registry = new LifecycleRegistry(Duration.ofSeconds(1));

  protected ReaderHostsContract(Engine engine) {
    this.engine = engine;
  }

  protected abstract ReplicatedPair pair();

  /** The DSN of the pair, for one that writes. */
  protected abstract String dsn();

  /** The query for the host. */
  protected abstract String where();

  /** What the standby answers to that, or the primary. */
  protected abstract String answer(boolean ofStandby);

  /** A position of another product. */
  protected abstract String foreignPosition();

  @BeforeEach
  void bothRun() throws Exception {
    pair().first().start();
    pair().second().start();
    pair().second().awaitReplay(pair().first());
    try (Connection connection = pair().first().database().connect()) {
      OpenDatabase.execute(connection, "delete from t");
    }
  }

  @AfterEach
  void closeRegistry() {
    registry.close();
  }

  protected final Injector start(String... more) {
    return Guice.createInjector(
        LifecycleModule.using(registry), engine.module(engine.options(dsn(), more).withReader()));
  }

  protected static DataSource reader(Injector injector) {
    return injector.getInstance(DATABASE.reader().dbKey());
  }

  protected static DataSource db(Injector injector) {
    return injector.getInstance(DATABASE.dbKey());
  }

  protected static String asked(DataSource source, String sql) throws SQLException {
    try (Connection connection = source.getConnection()) {
      return OpenDatabase.query(connection, sql);
    }
  }

  protected static void insert(Connection connection, int id) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement("insert into t values (?)")) {
      insert.setInt(1, id);
      insert.executeUpdate();
    }
  }

  protected final void awaitReaderOn(DataSource reader, boolean standby) {
    await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(() -> asked(reader, where()).equals(answer(standby)));
  }

  @Test
  void itReadsOnTheStandbyOrElseOnThePrimaryAndReturns() throws Exception {
    Injector injector = start("READER_MAX_OPEN_CONNS", "2");
    DataSource reader = reader(injector);
    assertThat(asked(reader, where())).isEqualTo(answer(true));
    assertThat(asked(db(injector), where())).isEqualTo(answer(false));
    assertRefused(reader);

    pair().second().kill();
    awaitReaderOn(reader, false);
    assertRefused(reader);

    pair().second().start();
    awaitReaderOn(reader, true);
  }

  private static void assertRefused(DataSource reader) throws SQLException {
    try (Connection connection = reader.getConnection()) {
      assertThat(catchThrowable(() -> insert(connection, 1)))
          .isInstanceOf(SQLException.class)
          .hasMessageMatching("(?is).*read.only.*");
    }
  }

  @Test
  void whatWasWrittenIsRead() throws Exception {
    Injector injector = start();
    ReadYourWrites reads = injector.getInstance(DATABASE.readYourWritesKey());
    int missed = 0;
    int onStandby = 0;
    for (int id = 0; id < Integer.getInteger("readYourWrites", 500); id++) {
      WritePosition position;
      try (Connection connection = db(injector).getConnection()) {
        insert(connection, id);
        position = reads.position(connection);
      }
      try (Connection connection =
          reads.atLeast(WritePosition.of(position.toString()), Duration.ofSeconds(10))) {
        String count = OpenDatabase.query(connection, "select count(*) from t where id = " + id);
        missed += count.equals("1") ? 0 : 1;
        onStandby += OpenDatabase.query(connection, where()).equals(answer(true)) ? 1 : 0;
      }
    }

    assertThat(missed).isZero();
    assertThat(onStandby).isPositive();
  }

  @Test
  void thePrimaryIsReadFromWhateverBecomesOfTheStandby() throws Exception {
    Injector injector =
        start("READER_DSN", engine.dsn(pair().second().database()), "BORROW_TIMEOUT", "2s");
    ReadYourWrites reads = injector.getInstance(DATABASE.readYourWritesKey());
    WritePosition first = written(injector, reads, 1);
    try (Connection connection = reads.atLeast(first, Duration.ofSeconds(10))) {
      assertThat(OpenDatabase.query(connection, where())).isEqualTo(answer(true));
    }

    pair().second().freeze();
    try {
      WritePosition second = written(injector, reads, 2);
      FutureTask<String> asked =
          MigrationContract.start(
              () -> {
                try (Connection late = reads.atLeast(second, Duration.ofMillis(100))) {
                  return OpenDatabase.query(late, where());
                }
              });
      assertThat(asked.get(60, TimeUnit.SECONDS)).isEqualTo(answer(false));
    } finally {
      pair().second().thaw();
    }

    pair().second().kill();
    try (Connection late = reads.atLeast(written(injector, reads, 3), Duration.ofMillis(100))) {
      assertThat(OpenDatabase.query(late, where())).isEqualTo(answer(false));
    }
  }

  private static WritePosition written(Injector injector, ReadYourWrites reads, int id)
      throws SQLException {
    try (Connection connection = db(injector).getConnection()) {
      insert(connection, id);
      return reads.position(connection);
    }
  }

  @Test
  void thePrimaryIsReadFromIfTheStandbyIsTooLate() throws Exception {
    Injector injector = start();
    ReadYourWrites reads = injector.getInstance(DATABASE.readYourWritesKey());
    assertThat(asked(reader(injector), where())).isEqualTo(answer(true));
    pair().second().pauseReplay();
    try {
      WritePosition position;
      try (Connection connection = db(injector).getConnection()) {
        insert(connection, 1);
        position = reads.position(connection);
      }
      try (Connection late = reads.atLeast(position, Duration.ofMillis(50))) {
        assertThat(OpenDatabase.query(late, "select count(*) from t")).isEqualTo("1");
        assertThat(late.isReadOnly()).isTrue();
      }
    } finally {
      pair().second().resumeReplay();
    }
    WritePosition foreign = WritePosition.of(foreignPosition());
    assertThat(catchThrowable(() -> reads.atLeast(foreign, Duration.ZERO)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
