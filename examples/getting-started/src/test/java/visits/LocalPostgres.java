package visits;

import io.github.guicesql.sqltest.PostgresOptions;
import io.github.guicesql.sqltest.PostgresServer;
import java.nio.file.Path;
import java.sql.SQLException;

/** Runs the application on a PostgreSQL of its own, whose data is kept in data/postgres. */
public final class LocalPostgres {

  private LocalPostgres() {}

  public static void main(String[] args) throws SQLException {
    PostgresOptions options =
        PostgresOptions.defaults().withDataDirectory(Path.of("data", "postgres"));
    try (PostgresServer server = PostgresServer.launch(options)) {
      System.setProperty("postgres.dsn", server.defaultDatabase().dsn());
      Main.main(args);
    }
  }
}
