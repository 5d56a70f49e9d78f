package io.github.guicesql.migration;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import io.github.guicesql.mysql.MysqlModule;
import io.github.guicesql.postgres.PostgresModule;
import io.github.guicesql.sqlite.SqliteModule;
import io.github.guicesql.sqlmodule.Migration;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import javax.sql.DataSource;

/**
 * One instance of a service, as a process: its migration writes when it begins, waits for a line on
 * standard input, and writes when it ends.
 */
final class Instance {

  private static final BufferedReader INPUT =
      new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

  private Instance() {}

  /** Starts one: the prefix of the driver's keys, the key, its value. */
  public static void main(String[] arguments) throws Exception {
    SqlOptions options =
        SqlOptions.defaults()
            .withConfig(ConfigSource.map(Map.of(arguments[1], arguments[2])))
            .withMigration(Migration.named("steps", Instance::migrate));
    try (LifecycleRegistry registry = new LifecycleRegistry()) {
      Injector injector =
          Guice.createInjector(LifecycleModule.using(registry), module(arguments[0], options));
      DataSource db = injector.getInstance(SqlTokens.defaults().dbKey());
      say("asks");
      try (Connection connection = db.getConnection()) {
        say(connection.isValid(5) ? "serves" : "no connection");
      }
    }
  }

  private static Module module(String prefix, SqlOptions options) {
    return switch (prefix) {
      case "sqlite" -> new SqliteModule(options);
      case "postgres" -> new PostgresModule(options);
      default -> new MysqlModule(options);
    };
  }

  private static void migrate(DataSource database) throws Exception {
    try (Connection connection = database.getConnection()) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("create table if not exists steps (id integer, step varchar(50))");
      }
      note(connection, "begins");
      say("begins");
      INPUT.readLine();
      note(connection, "ends");
      say("ends");
    }
  }

  private static void note(Connection connection, String step) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into steps select count(*) + 1, concat(?, '') from steps")) {
      insert.setString(1, step);
      insert.executeUpdate();
    }
  }

  private static void say(String word) {
    System.out.println(word);
    System.out.flush();
  }
}
