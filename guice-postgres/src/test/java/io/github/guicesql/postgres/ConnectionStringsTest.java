package io.github.guicesql.postgres;

import io.github.guicesql.drivercontract.ConnectionStringsContract;
import io.github.guicesql.drivercontract.OpenDatabase;
import io.github.guicesql.sqlmodule.config.InvalidValueException;
import io.github.guicesql.sqltest.PostgresOptions;
import io.github.guicesql.sqltest.PostgresServer;
import io.github.guicesql.sqltest.TestAuthority;
import io.github.guicesql.sqltest.TestDatabase;
import io.github.guicesql.sqltest.TestServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

final class ConnectionStringsTest extends ConnectionStringsContract {

  ConnectionStringsTest() {
    super(new PostgresEngine());
  }

  @Override
  protected TestServer launch(TestAuthority.Issued certificate) {
    return PostgresServer.launch(
        PostgresOptions.defaults().withTls(certificate.certificate(), certificate.key()));
  }

  @Override
  protected void prepare(TestDatabase own) throws SQLException {
    try (Connection owner = own.connect()) {
      for (String user : List.of("app", "postgres.abcdefgh", "us@er")) {
        String password = user.equals("us@er") ? ODD_PASSWORD : PASSWORD;
        Postgres.execute(owner, "create role \"%s\" login password '%s'".formatted(user, password));
      }
      for (String database : List.of("shop", "app", "verceldb", "my-db", "üdb 1")) {
        Postgres.execute(owner, "create database \"%s\"".formatted(database));
      }
    }
    String shop = "jdbc:postgresql://%s:%d/shop".formatted(own.host(), own.port());
    try (Connection owner = DriverManager.getConnection(shop, own.user(), own.password())) {
      Postgres.execute(owner, "create schema tenant1", "grant usage on schema tenant1 to public");
    }
  }

  @Override
  protected String where(OpenDatabase open) throws SQLException {
    return open.query(
        "select trim(concat_ws(' ', current_database(), current_user, nullif(current_schema,"
            + " 'public')))");
  }

  @Override
  protected String url(String dsn) throws InvalidValueException {
    return PostgresParameters.read(dsn, Dsns.PROCESS).url();
  }
}
