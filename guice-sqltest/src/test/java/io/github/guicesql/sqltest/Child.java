package io.github.guicesql.sqltest;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;

/** A JVM of its own, for a test to kill; it says which server it has and waits for its input. */
final class Child {
  private Child() {}

  public static void main(String[] arguments) throws Exception {
    PostgresServer server =
        switch (arguments[0]) {
          case "shared" -> PostgresServer.shared();
          case "launch" -> PostgresServer.launch(PostgresOptions.defaults());
          case "keep" ->
              PostgresServer.launch(
                  PostgresOptions.defaults().withDataDirectory(Path.of(arguments[1])));
          default -> throw new IllegalArgumentException(arguments[0]);
        };
    try (TestDatabase database = server.createDatabase();
        Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SHOW data_directory")) {
      result.next();
      System.out.println("data " + result.getString(1));
    }
    System.out.println("kind " + server.kind());
    System.out.println("ready");
    System.in.read();
  }
}
