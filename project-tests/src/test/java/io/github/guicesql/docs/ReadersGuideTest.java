package io.github.guicesql.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Inject;
import com.google.inject.Injector;
import com.google.inject.name.Named;
import io.github.guicesql.postgres.PostgresModule;
import io.github.guicesql.sqlmodule.ReadYourWrites;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.WritePosition;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import io.github.guicesql.sqltest.PostgresServer;
import io.github.guicesql.sqltest.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What docs/guides/readers.md says. */
final class ReadersGuideTest {

  private final TestDatabase database = PostgresServer.shared().createDatabase();
  private final LifecycleRegistry registry = new LifecycleRegistry();

  @AfterEach
  void close() {
    registry.close();
    database.close();
  }

  /** As the guide installs it. */
  private static final class AppModule extends AbstractModule {
    @Override
    protected void configure() {
      install(new PostgresModule(SqlOptions.defaults().withReader()));
    }
  }

  static final class Report {
    private final DataSource reader;

    @Inject
    Report(@Named(SqlTokens.READER) DataSource reader) {
      this.reader = reader;
    }
  }

  @Test
  void theModuleBindsWhatTheReportInjects() {
    Injector injector = Guice.createInjector(new AppModule());

    assertThat(injector.getBinding(Report.class)).isNotNull();
    assertThat(injector.getExistingBinding(SqlTokens.defaults().reader().dbKey())).isNotNull();
  }

  private Report report(Map<String, String> config) {
    return Guice.createInjector(
            LifecycleModule.using(registry),
            new PostgresModule(
                SqlOptions.defaults().withConfig(ConfigSource.map(config)).withReader()))
        .getInstance(Report.class);
  }

  private static String asked(DataSource source, String sql) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  private static void save(Connection connection, String order) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("create table if not exists orders (name text)");
      statement.execute("insert into orders values ('" + order + "')");
    }
  }

  private static String orders(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select string_agg(name, ',') from orders")) {
      row.next();
      return row.getString(1);
    }
  }

  private static String savedAndRead(DataSource db, ReadYourWrites reads, String order)
      throws SQLException {
    WritePosition position;
    try (Connection connection = db.getConnection()) {
      save(connection, order);
      position = reads.position(connection);
    }
    try (Connection connection = reads.atLeast(position, Duration.ofMillis(100))) {
      return orders(connection);
    }
  }

  @Test
  void whatWasSavedIsRead() throws Exception {
    Injector injector =
        Guice.createInjector(
            LifecycleModule.using(registry),
            new PostgresModule(
                SqlOptions.defaults()
                    .withConfig(
                        ConfigSource.map(
                            Map.of(
                                "POSTGRES_DSN",
                                database.dsn(),
                                "POSTGRES_READER_DSN",
                                database.dsn())))
                    .withReader()));
    SqlTokens tokens = SqlTokens.defaults();

    assertThat(
            savedAndRead(
                injector.getInstance(tokens.dbKey()),
                injector.getInstance(tokens.readYourWritesKey()),
                "tea"))
        .isEqualTo("tea");
  }

  @Test
  void anAddressOfItsOwnHasTheDatabasesLogin() throws Exception {
    String address =
        "postgres://%s:%d/%s?application_name=elsewhere"
            .formatted(database.host(), database.port(), database.database());

    Report report = report(Map.of("POSTGRES_DSN", database.dsn(), "POSTGRES_READER_DSN", address));

    assertThat(asked(report.reader, "select current_user")).isEqualTo(database.user());
    assertThat(asked(report.reader, "show application_name")).isEqualTo("elsewhere");
  }

  @Test
  void anAddressOfItsOwnMayHaveAUserOfItsOwn() throws Exception {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("create role only_reads login password 'geheim-2'");
    }
    String address =
        "postgres://only_reads:geheim-2@%s:%d/%s"
            .formatted(database.host(), database.port(), database.database());
    try {
      Report report =
          report(Map.of("POSTGRES_DSN", database.dsn(), "POSTGRES_READER_DSN", address));

      assertThat(asked(report.reader, "select current_user")).isEqualTo("only_reads");
    } finally {
      registry.close();
      try (Connection connection = database.connect();
          Statement statement = connection.createStatement()) {
        statement.execute("drop role only_reads");
      }
    }
  }
}
