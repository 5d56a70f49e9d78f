package io.github.guicesql.docs;

import static io.github.guicesql.sqlmodule.Dialect.POSTGRES;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.guicesql.examples.users.AuditSchema;
import io.github.guicesql.examples.users.UsersSchema;
import io.github.guicesql.postgres.PostgresModule;
import io.github.guicesql.sqlmodule.Migration;
import io.github.guicesql.sqlmodule.SqlOptions;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import liquibase.Liquibase;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.ClassLoaderResourceAccessor;
import org.flywaydb.core.Flyway;

/** The code of the guide on migrations. */
final class MigrationsGuide {

  private static final Pattern END = Pattern.compile(";\\s*\\n");

  private MigrationsGuide() {}

  static PostgresModule flyway(SqlOptions options) {
    return new PostgresModule(
        options.withMigration(
            database -> Flyway.configure().dataSource(database).load().migrate()));
  }

  static SqlOptions flywayOfAFeature(SqlOptions options) {
    return options.withMigration(
        Migration.named(
            "audit",
            database ->
                Flyway.configure()
                    .dataSource(database)
                    .locations("classpath:db/audit")
                    .table("audit_history")
                    .baselineOnMigrate(true)
                    .baselineVersion("0")
                    .load()
                    .migrate()));
  }

  static void command(SqlOptions options) {
    new PostgresModule(options).migrate(new AuditSchema(POSTGRES), new UsersSchema(POSTGRES));
  }

  static void liquibase(DataSource database) throws Exception {
    try (Connection connection = database.getConnection();
        Liquibase liquibase =
            new Liquibase(
                "db/changelog.xml",
                new ClassLoaderResourceAccessor(),
                new JdbcConnection(connection))) {
      liquibase.forceReleaseLocks();
      liquibase.update();
    }
  }

  static Migration sqlFiles(String... resources) {
    return database -> {
      try (Connection connection = database.getConnection()) {
        execute(connection, "create table if not exists applied (name varchar(200) primary key)");
        connection.setAutoCommit(false);
        for (String resource : resources) {
          if (!isApplied(connection, resource)) {
            for (String statement : END.splitAsStream(read(resource)).toList()) {
              execute(connection, statement);
            }
            note(connection, resource);
          }
          connection.commit();
        }
      }
    };
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static boolean isApplied(Connection connection, String name) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("select 1 from applied where name = ?")) {
      select.setString(1, name);
      try (ResultSet row = select.executeQuery()) {
        return row.next();
      }
    }
  }

  private static void note(Connection connection, String name) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("insert into applied (name) values (?)")) {
      insert.setString(1, name);
      insert.executeUpdate();
    }
  }

  private static String read(String resource) throws IOException {
    try (InputStream stream =
        MigrationsGuide.class.getClassLoader().getResourceAsStream(resource)) {
      if (stream == null) {
        throw new FileNotFoundException(resource);
      }
      return new String(stream.readAllBytes(), UTF_8);
    }
  }
}
