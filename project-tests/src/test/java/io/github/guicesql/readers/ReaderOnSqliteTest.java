package io.github.guicesql.readers;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Module;
import io.github.guicesql.sqlite.SqliteModule;
import io.github.guicesql.sqlmodule.SqlOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

final class ReaderOnSqliteTest extends ReaderContract {

  @TempDir Path folder;

  @Override
  String prefix() {
    return "SQLITE";
  }

  @Override
  Map<String, String> config() {
    return Map.of("SQLITE_PATH", folder.resolve("app.db").toString());
  }

  @Override
  Module module(SqlOptions options) {
    return new SqliteModule(options);
  }

  @Override
  List<String> writableBySql() {
    return List.of("pragma query_only = off");
  }

  @Override
  void assertNothingIsLeft() {
    assertThat(folder.resolve("app.db-wal")).doesNotExist();
    assertThat(folder.resolve("app.db-shm")).doesNotExist();
  }
}
