package io.github.guicesql.workswith;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Inject;
import com.google.inject.name.Named;
import io.github.guicesql.sqlmodule.SqlTokens;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import liquibase.command.CommandScope;
import liquibase.command.core.UpdateCommandStep;
import liquibase.command.core.helpers.DbUrlConnectionArgumentsCommandStep;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.LiquibaseException;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Liquibase knows connections only: one is borrowed for the update. */
final class LiquibaseTest {

  static final class Migrations {

    private final DataSource db;

    @Inject
    Migrations(@Named(SqlTokens.DB) DataSource db) {
      this.db = db;
    }

    void run() throws SQLException, LiquibaseException {
      try (Connection connection = db.getConnection()) {
        Database database =
            DatabaseFactory.getInstance()
                .findCorrectDatabaseImplementation(new JdbcConnection(connection));
        new CommandScope(UpdateCommandStep.COMMAND_NAME)
            .addArgumentValue(DbUrlConnectionArgumentsCommandStep.DATABASE_ARG, database)
            .addArgumentValue(UpdateCommandStep.CHANGELOG_FILE_ARG, "notes/changelog.yaml")
            .execute();
      }
    }
  }

  @RegisterExtension final Services services = new Services();

  @ParameterizedTest
  @EnumSource
  void itMigratesOnce(Engine engine) throws Exception {
    Migrations migrations = services.start(engine).getInstance(Migrations.class);
    migrations.run();
    migrations.run();
    assertThat(Services.query(migrations.db, "select text from notes")).isEqualTo("one");
    assertThat(Services.query(migrations.db, "select count(*) from databasechangelog"))
        .isEqualTo("2");
  }
}
