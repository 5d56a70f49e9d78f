package io.github.guicesql.fresh;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Inject;
import com.google.inject.name.Named;
import io.github.guicesql.sqlite.SqliteModule;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqltest.Fresh;
import io.github.guicesql.sqltest.SqlTest;
import io.github.guicesql.transactor.Transactor;
import io.github.guicesql.transactor.TransactorModule;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Does a service whose pool lends connections without auto-commit find them so in a test? */
final class RollbackWithoutAutoCommitTest {

  @RegisterExtension
  static final SqlTest sql =
      SqlTest.sqlite(
              config ->
                  new SqliteModule(
                      SqlOptions.defaults()
                          .withConfig(config)
                          .withPool(pool -> pool.setAutoCommit(false))
                          .withMigration(RollbackWithoutAutoCommitTest::createTable)),
              new TransactorModule())
          .freshEach(Fresh.ROLLBACK);

  @Inject
  @Named(SqlTokens.DB)
  private DataSource db;

  @Inject
  @Named(Transactor.TOKEN)
  private Transactor transactor;

  private static void createTable(DataSource database) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create table people (name text)");
    }
  }

  private static void add(Connection connection, String name) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("insert into people values ('" + name + "')");
    }
  }

  private String names() throws SQLException {
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement();
        ResultSet names = statement.executeQuery("select group_concat(name, ' ') from people")) {
      names.next();
      return String.valueOf(names.getString(1));
    }
  }

  @RepeatedTest(2)
  void itCommitsWhatItWantsToKeep() throws SQLException {
    assertThat(names()).isEqualTo("null");
    try (Connection connection = db.getConnection()) {
      assertThat(connection.getAutoCommit()).isFalse();
      add(connection, "Ada");
      connection.commit();
      add(connection, "Nobody");
    }
    transactor.useConnection(connection -> add(connection, "Grace"));
    assertThat(names()).isEqualTo("Ada Grace");
  }
}
