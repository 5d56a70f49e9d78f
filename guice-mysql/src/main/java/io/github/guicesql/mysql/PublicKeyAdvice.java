package io.github.guicesql.mysql;

import java.sql.SQLException;

/**
 * Adds advice to the error of a login without TLS that fails for want of the server's public key:
 * the drivers name only their own property, or none.
 */
final class PublicKeyAdvice {
  private static final String ADVICE =
      ". Encrypt the connection, with ssl-mode=VERIFY_IDENTITY in a URI or sslMode in a JDBC URL; or"
          + " let the driver ask the server for its key, with get-server-public-key=true in a URI or"
          + " allowPublicKeyRetrieval=true in a JDBC URL; or name the key's file, with"
          + " server-public-key-path in a URI, serverRsaPublicKeyFile (MariaDB's driver) or"
          + " serverRSAPublicKeyFile (MySQL's) in a JDBC URL";

  private PublicKeyAdvice() {}

  static SQLException addTo(SQLException refusal) {
    String said = String.valueOf(refusal.getMessage());
    if (!said.contains("RSA public key is not available")
        && !said.contains("Public Key Retrieval is not allowed")) {
      return refusal;
    }
    return new SQLException(said + ADVICE, refusal.getSQLState(), refusal.getErrorCode(), refusal);
  }
}
