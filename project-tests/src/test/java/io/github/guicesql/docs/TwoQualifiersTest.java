package io.github.guicesql.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.zaxxer.hikari.HikariDataSource;
import io.github.guicesql.docs.TwoQualifiers.Config;
import io.github.guicesql.docs.TwoQualifiers.DbConfig;
import io.github.guicesql.docs.TwoQualifiers.Journal;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import io.github.guicesql.sqltest.PostgresServer;
import io.github.guicesql.sqltest.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** The second walk of docs/guides/migrating.md leaves a service that does the same. */
final class TwoQualifiersTest {

  @Test
  void theServiceDoesTheSameBeforeAndAfter() throws Exception {
    try (TestDatabase main = PostgresServer.shared().createDatabase();
        TestDatabase audit = PostgresServer.shared().createDatabase();
        LifecycleRegistry registry = new LifecycleRegistry()) {
      Config config = new Config(config(main), config(audit));

      Journal before = journal(new TwoQualifiers.Before(config, TwoQualifiersTest::migrate));
      assertThat(seen(before)).isEqualTo(main.database() + " 1 shop, " + audit.database());
      ((HikariDataSource) before.main).close();
      ((HikariDataSource) before.audit).close();

      Journal after =
          journal(
              new TwoQualifiers.After(config, TwoQualifiersTest::migrate),
              LifecycleModule.using(registry));
      assertThat(seen(after)).isEqualTo(main.database() + " 2 shop, " + audit.database());
      assertThat(after.main.unwrap(HikariDataSource.class).getMaximumPoolSize()).isEqualTo(3);
    }
  }

  private static DbConfig config(TestDatabase database) {
    return new DbConfig(
        "jdbc:postgresql://%s:%d/%s"
            .formatted(database.host(), database.port(), database.database()),
        database.user(),
        database.password(),
        3);
  }

  private static Journal journal(Module... modules) {
    Injector injector = Guice.createInjector(modules);
    return injector.getInstance(Journal.class);
  }

  /** Each run leaves a row, as a changelog does. */
  private static void migrate(DataSource db) {
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create table if not exists changes (id serial)");
      statement.execute("insert into changes default values");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String seen(Journal journal) throws SQLException {
    return OpenDatabases.query(
            journal.main,
            "select current_database() || ' ' || count(*) || ' '"
                + " || current_setting('application_name') from changes")
        + ", "
        + OpenDatabases.query(journal.audit, "select current_database()");
  }
}
