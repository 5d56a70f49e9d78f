package io.github.guicesql.transactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.inject.CreationException;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import io.github.guicesql.sqlite.SqliteModule;
import io.github.guicesql.sqlmodule.Database;
import io.github.guicesql.sqlmodule.Databases;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.PoolUse;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.legacy.ExistingDataSourceModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import io.github.guicesql.transactor.TransactionException.Reason;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which pool do the transactions of {@code readingByReader()} use? */
final class ReadingByReaderTest {

  private static final SqlTokens DATABASE = SqlTokens.defaults();
  private static final TransactionOptions READ_ONLY = TransactionOptions.defaults().readOnly();
  private static final String PREPARED = "select 1";

  @TempDir Path folder;
  private final LifecycleRegistry registry = new LifecycleRegistry();
  private Injector injector;
  private final Faults faults = new Faults();
  private DataSource db;
  private Transactor transactor;

  private SqlOptions options() {
    return SqlOptions.defaults()
        .withConfig(ConfigSource.map(Map.of("SQLITE_PATH", folder.resolve("app.db").toString())));
  }

  private void start(Module... databases) {
    injector =
        Guice.createInjector(
            LifecycleModule.using(registry),
            binder -> List.of(databases).forEach(binder::install),
            new TransactorModule().readingByReader());
    db = injector.getInstance(DATABASE.dbKey());
    transactor = injector.getInstance(Transactor.key(DATABASE));
  }

  @BeforeEach
  void start() throws SQLException {
    start(new SqliteModule(options().withReader().withDataSource(faults::decorate)));
    try (Connection connection = db.getConnection()) {
      execute(connection, "create table t (a int)");
    }
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private void prepare() throws SQLException {
    try (Connection connection = db.getConnection()) {
      prepare(connection);
    }
  }

  private static void prepare(Connection connection) throws SQLException {
    connection.prepareStatement(PREPARED).close();
  }

  private int rows() throws SQLException {
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement();
        ResultSet count = statement.executeQuery("select count(*) from t")) {
      count.next();
      return count.getInt(1);
    }
  }

  private int active(SqlTokens tokens) {
    return injector
        .getInstance(Databases.class)
        .find(tokens)
        .orElseThrow()
        .pool()
        .map(PoolUse::active)
        .orElse(0);
  }

  @Test
  void aReadOnlyTransactionRunsOnTheReaderAndTheDatabasesDataSourceJoinsIt() throws Exception {
    transactor
        .with(READ_ONLY)
        .inTransaction(
            () -> {
              assertThat(rows()).isZero();
              assertThat(active(DATABASE.reader())).isEqualTo(1);
              assertThat(active(DATABASE)).isZero();
              return "done";
            });

    assertThat(active(DATABASE.reader())).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aDecoratorSeesEachStatementOnce(boolean onReader) throws Exception {
    transactor
        .with(onReader ? READ_ONLY : TransactionOptions.defaults())
        .inTransaction(() -> prepare());

    assertThat(faults.calls()).containsOnlyOnce(PREPARED);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aDecoratorSeesWhatIsDoneWithTheTransactionsOwnConnection(boolean onReader) throws Exception {
    transactor
        .with(onReader ? READ_ONLY : TransactionOptions.defaults())
        .useConnection(ReadingByReaderTest::prepare);

    assertThat(faults.calls()).containsOnlyOnce(PREPARED);
  }

  @Test
  void whoAsksForTheReaderGetsAConnectionBesideTheTransaction() throws Exception {
    DataSource reader = injector.getInstance(DATABASE.reader().dbKey());
    transactor
        .with(READ_ONLY)
        .inTransaction(
            () -> {
              assertThat(rows()).isZero();
              try (Connection beside = reader.getConnection()) {
                assertThat(beside.getAutoCommit()).isTrue();
                assertThat(active(DATABASE.reader())).isEqualTo(2);
              }
              assertThat(rows()).isZero();
              assertThat(active(DATABASE.reader())).isEqualTo(1);
            });
  }

  /** The reader tells a transaction's name only if the transaction runs on it. */
  @Test
  void theReaderIsInTheTransactionThatRunsOnIt() throws Exception {
    Databases databases = injector.getInstance(Databases.class);
    Database database = databases.find(DATABASE).orElseThrow();
    Database reader = databases.find(DATABASE.reader()).orElseThrow();

    transactor
        .with(READ_ONLY.withName("report"))
        .inTransaction(
            () -> {
              assertThat(reader.transaction()).contains("report");
              assertThat(database.transaction()).contains("report");
            });
    transactor
        .with(TransactionOptions.defaults().withName("order"))
        .inTransaction(
            () -> {
              assertThat(reader.transaction()).isEmpty();
              assertThat(database.transaction()).contains("order");
            });
    assertThat(reader.transaction()).isEmpty();
  }

  /** Data sources of the service's own, which join if the database's has listeners. */
  @ParameterizedTest
  @CsvSource({"true, true", "true, false", "false, true", "false, false"})
  void onDataSourcesOfTheServicesOwn(boolean joining, boolean readerListens) throws Exception {
    JdbcDataSource h2 = new JdbcDataSource();
    h2.setUrl("jdbc:h2:mem:" + UUID.randomUUID());
    Dialect dialect = Dialect.of("h2");
    ExistingDataSourceModule database = ExistingDataSourceModule.of(h2, DATABASE, dialect);
    ExistingDataSourceModule reader =
        ExistingDataSourceModule.of(faults.decorate(h2), DATABASE.reader(), dialect);
    start(
        joining ? database.withListeners() : database,
        readerListens ? reader.withListeners() : reader);

    faults.forgetCalls();
    transactor.with(READ_ONLY).useConnection(ReadingByReaderTest::prepare);
    assertThat(faults.calls()).containsOnlyOnce(PREPARED);

    faults.forgetCalls();
    Throwable thrown =
        catchThrowable(() -> transactor.with(READ_ONLY).inTransaction(() -> prepare()));
    if (joining) {
      assertThat(thrown).isNull();
      assertThat(faults.calls()).containsOnlyOnce(PREPARED);
    } else {
      assertThat(((TransactionException) thrown).reason()).isEqualTo(Reason.NOT_JOINED);
    }
  }

  @Test
  void itRefusesToWrite() throws Exception {
    assertThat(
            catchThrowable(
                () ->
                    transactor
                        .with(READ_ONLY)
                        .inTransaction(
                            () -> {
                              try (Connection connection = db.getConnection()) {
                                execute(connection, "insert into t values (1)");
                              }
                              return "done";
                            })))
        .isInstanceOf(SQLException.class);
    assertThat(rows()).isZero();
  }

  @Test
  void anyOtherTransactionRunsOnTheDatabase() throws Exception {
    transactor.inTransaction(
        () -> {
          try (Connection connection = db.getConnection()) {
            execute(connection, "insert into t values (1)");
          }
          assertThat(active(DATABASE)).isEqualTo(1);
          assertThat(active(DATABASE.reader())).isZero();
          return "done";
        });

    assertThat(rows()).isEqualTo(1);
  }

  @Test
  void withoutAReaderTheInjectorIsNotCreated() {
    assertThat(
            catchThrowable(
                () ->
                    Guice.createInjector(
                        new SqliteModule(options()), new TransactorModule().readingByReader())))
        .isInstanceOf(CreationException.class)
        .hasMessageContaining("database.reader");
  }
}
