package io.github.guicesql.jdbc;

import com.google.inject.Guice;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** A process that commits row after row, prints the number of each, and never ends. */
final class Writer {

  private Writer() {}

  public static void main(String[] arguments) throws SQLException {
    Derby.logNothing();
    SqlOptions options = SqlOptions.defaults().withConfig(ConfigSource.systemProperties());
    DataSource db =
        Guice.createInjector(
                new LifecycleModule(), new JdbcModule(Dialect.of(arguments[0]), options))
            .getInstance(SqlTokens.defaults().dbKey());
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create table t (i int)");
      connection.setAutoCommit(false);
      for (int i = 1; ; i++) {
        statement.execute("insert into t values (" + i + ")");
        connection.commit();
        System.out.println(i);
      }
    }
  }
}
