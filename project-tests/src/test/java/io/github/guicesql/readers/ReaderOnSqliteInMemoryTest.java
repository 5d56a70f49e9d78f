package io.github.guicesql.readers;

import com.google.inject.Module;
import io.github.guicesql.sqlite.SqliteModule;
import io.github.guicesql.sqlmodule.SqlOptions;
import java.util.Map;

/** The memory is one database for both pools. */
final class ReaderOnSqliteInMemoryTest extends ReaderContract {

  @Override
  String prefix() {
    return "SQLITE";
  }

  @Override
  Map<String, String> config() {
    return Map.of("SQLITE_PATH", ":memory:");
  }

  @Override
  Module module(SqlOptions options) {
    return new SqliteModule(options);
  }

  @Override
  void assertNothingIsLeft() {}
}
