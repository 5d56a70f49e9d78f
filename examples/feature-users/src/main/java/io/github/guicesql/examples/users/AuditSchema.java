package io.github.guicesql.examples.users;

import com.google.inject.Inject;
import com.google.inject.name.Named;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.Migration;
import io.github.guicesql.sqlmodule.SqlTokens;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Creates the audit trail's table if it does not exist. */
public record AuditSchema(Dialect dialect) implements Migration {

  /** Creates the migration for a dialect, in which it writes its SQL. */
  @Inject
  public AuditSchema(@Named(SqlTokens.DIALECT) Dialect dialect) {
    this.dialect = dialect;
  }

  @Override
  public void migrate(DataSource database) throws SQLException {
    DialectSql sql = new DialectSql(dialect);
    try (Connection connection = database.getConnection()) {
      sql.createTable(
          connection,
          "audit_trail",
          """
          recorded_at BIGINT NOT NULL,
          action VARCHAR(50) NOT NULL,
          subject VARCHAR(100) NOT NULL,
          detail %s NOT NULL,
          CONSTRAINT audit_trail_subject UNIQUE (subject, id)"""
              .formatted(sql.text()));
    }
  }
}
