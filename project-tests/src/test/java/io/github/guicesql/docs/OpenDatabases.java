package io.github.guicesql.docs;

import com.google.inject.Guice;
import com.google.inject.Module;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The databases that one test of a guide opens; they close after it. */
final class OpenDatabases implements AfterEachCallback {

  private final LifecycleRegistry registry = new LifecycleRegistry();

  LifecycleRegistry registry() {
    return registry;
  }

  /** The default database of a module, in an injector of its own. */
  DataSource of(Module module) {
    return Guice.createInjector(LifecycleModule.using(registry), module)
        .getInstance(SqlTokens.defaults().dbKey());
  }

  /** The first column of the first row. */
  static String query(DataSource db, String sql) throws SQLException {
    try (Connection connection = db.getConnection()) {
      return query(connection, sql);
    }
  }

  /** The first column of the first row. */
  static String query(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    registry.close();
  }
}
