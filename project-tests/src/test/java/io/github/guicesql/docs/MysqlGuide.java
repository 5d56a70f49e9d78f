package io.github.guicesql.docs;

import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlModuleException;
import java.sql.SQLException;

/** The code of docs/guides/mysql.md. */
final class MysqlGuide {

  private MysqlGuide() {}

  static String advice(RuntimeException failedStart) {
    Throwable cause = SqlErrors.find(failedStart).map(SqlModuleException::getCause).orElse(null);
    int code = cause instanceof SQLException refusal ? refusal.getErrorCode() : 0;
    return switch (code) {
      case 1044, 1045 -> "Look at the user, the password and the grants.";
      case 1049 -> "Create the database.";
      case 1040 -> "Ask for fewer connections, or allow more.";
      default -> "Read the error.";
    };
  }
}
