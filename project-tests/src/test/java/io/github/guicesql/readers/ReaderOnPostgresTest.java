package io.github.guicesql.readers;

import com.google.inject.Module;
import io.github.guicesql.postgres.PostgresModule;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqltest.PostgresServer;
import java.util.List;

final class ReaderOnPostgresTest extends ReaderOnServer {

  ReaderOnPostgresTest() {
    super(PostgresServer.shared());
  }

  @Override
  String prefix() {
    return "POSTGRES";
  }

  @Override
  Module module(SqlOptions options) {
    return new PostgresModule(options);
  }

  @Override
  List<String> writableBySql() {
    return List.of(
        "set session characteristics as transaction read write",
        "set default_transaction_read_only = off");
  }

  @Override
  String sessions() {
    return "select count(*) from pg_stat_activity"
        + " where datname = current_database() and pid <> pg_backend_pid()";
  }
}
