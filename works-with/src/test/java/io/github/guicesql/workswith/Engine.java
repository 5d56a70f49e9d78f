package io.github.guicesql.workswith;

import com.google.inject.Module;
import io.github.guicesql.postgres.PostgresModule;
import io.github.guicesql.sqlite.SqliteModule;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqltest.PostgresServer;
import io.github.guicesql.sqltest.TestDatabase;
import java.nio.file.Path;
import java.util.Map;

/** The engines that each library is tried on. */
enum Engine {
  SQLITE {
    @Override
    ConfigSource createDatabase(Path folder, CloseLater closeLater) {
      return ConfigSource.map(Map.of("sqlite.path", folder.resolve("notes.db").toString()));
    }

    @Override
    Module driver(SqlOptions options) {
      return new SqliteModule(options);
    }
  },

  POSTGRES {
    @Override
    ConfigSource createDatabase(Path folder, CloseLater closeLater) {
      TestDatabase database = PostgresServer.shared().createDatabase();
      closeLater.add(database);
      return ConfigSource.map(Map.of("postgres.dsn", database.dsn()));
    }

    @Override
    Module driver(SqlOptions options) {
      return new PostgresModule(options);
    }
  };

  /** Takes what a test has to close after the pools. */
  interface CloseLater {
    void add(TestDatabase database);
  }

  /** Creates an empty database and returns the configuration that leads to it. */
  abstract ConfigSource createDatabase(Path folder, CloseLater closeLater);

  abstract Module driver(SqlOptions options);
}
