package io.github.guicesql.workswith;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import io.github.guicesql.sqltest.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives a test its service: an injector with the default database, on an engine of its choice. The
 * registry and the database close after the test.
 */
final class Services implements AfterEachCallback {

  private final LifecycleRegistry registry = new LifecycleRegistry();
  private final Deque<TestDatabase> databases = new ArrayDeque<>();
  private final List<Path> folders = new ArrayList<>();

  LifecycleRegistry registry() {
    return registry;
  }

  /** The options of the default database, which is empty. */
  SqlOptions options(Engine engine) throws IOException {
    Path folder = Files.createTempDirectory("works-with");
    folders.add(folder);
    ConfigSource config = engine.createDatabase(folder, databases::push);
    return SqlOptions.defaults().withConfig(config);
  }

  /** Creates an injector with the default database and the given modules. */
  Injector start(Engine engine, Module... modules) throws IOException {
    return start(engine, options(engine), modules);
  }

  /** Creates an injector with the default database, changed options and the given modules. */
  Injector start(Engine engine, SqlOptions options, Module... modules) {
    List<Module> all = new ArrayList<>(List.of(modules));
    all.add(LifecycleModule.using(registry));
    all.add(engine.driver(options));
    return Guice.createInjector(all);
  }

  static DataSource db(Injector injector) {
    return injector.getInstance(SqlTokens.defaults().dbKey());
  }

  static void execute(DataSource db, String... statements) throws SQLException {
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** The first column of the first row. */
  static String query(DataSource db, String sql) throws SQLException {
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    registry.close();
    databases.forEach(TestDatabase::close);
    for (Path folder : folders) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
