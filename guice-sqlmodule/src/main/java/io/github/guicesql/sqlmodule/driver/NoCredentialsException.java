package io.github.guicesql.sqlmodule.driver;

import java.io.Serial;
import java.sql.SQLException;

/**
 * A source of credentials has failed. The database was not asked, and so the SQLSTATE is not that
 * of a refused login.
 */
final class NoCredentialsException extends SQLException {

  @Serial private static final long serialVersionUID = 1L;

  NoCredentialsException(DriverHandle handle, Exception cause) {
    super(handle + ": the source of credentials failed; the cause says why.", "08001", cause);
  }
}
