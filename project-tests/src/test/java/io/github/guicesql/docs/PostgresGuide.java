package io.github.guicesql.docs;

import io.github.guicesql.postgres.PostgresModule;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlModuleException;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;

/** The code of docs/guides/postgres.md. */
final class PostgresGuide {

  private PostgresGuide() {}

  static PostgresModule onManagedHost(Map<String, String> environment) {
    ConfigSource hosts =
        key ->
            key.token().equals("postgres.dsn")
                ? Optional.ofNullable(environment.get("DATABASE_URL"))
                : Optional.empty();
    return new PostgresModule(
        SqlOptions.defaults().withConfig(ConfigSource.firstOf(ConfigSource.environment(), hosts)));
  }

  static String advice(RuntimeException failedStart) {
    Throwable cause = SqlErrors.find(failedStart).map(SqlModuleException::getCause).orElse(null);
    String state = cause instanceof SQLException refusal ? refusal.getSQLState() : null;
    return switch (state == null ? "" : state) {
      case "28P01", "28000" -> "Look at the user, the password and pg_hba.conf.";
      case "3D000" -> "Create the database.";
      case "08001", "57P03" -> "Wait for the server, and try again.";
      case "53300" -> "Ask for fewer connections, or allow more.";
      default -> "Read the error.";
    };
  }
}
