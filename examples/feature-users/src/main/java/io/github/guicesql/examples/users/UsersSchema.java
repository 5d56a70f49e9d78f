package io.github.guicesql.examples.users;

import com.google.inject.Inject;
import com.google.inject.name.Named;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.Migration;
import io.github.guicesql.sqlmodule.SqlTokens;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Creates the users' table if it does not exist. */
public record UsersSchema(Dialect dialect) implements Migration {

  /** Creates the migration for a dialect, in which it writes its SQL. */
  @Inject
  public UsersSchema(@Named(SqlTokens.DIALECT) Dialect dialect) {
    this.dialect = dialect;
  }

  @Override
  public void migrate(DataSource database) throws SQLException {
    try (Connection connection = database.getConnection()) {
      new DialectSql(dialect)
          .createTable(
              connection,
              "users",
              """
          email VARCHAR(%d) NOT NULL,
          name VARCHAR(%d) NOT NULL,
          created_at BIGINT NOT NULL,
          updated_at BIGINT NOT NULL,
          CONSTRAINT users_email_unique UNIQUE (email)"""
                  .formatted(UserData.MAX_EMAIL, UserData.MAX_NAME));
    }
  }
}
