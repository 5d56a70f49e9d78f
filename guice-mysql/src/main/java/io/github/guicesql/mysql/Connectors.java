package io.github.guicesql.mysql;

import io.github.guicesql.mysql.MysqlDsn.Form;
import io.github.guicesql.sqlmodule.config.InvalidValueException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Selects the driver for a connection string.
 *
 * <p>Each connector is created by naming its driver's classes, and is absent if they are. {@code
 * DriverManager} and {@code ServiceLoader} are not used: they see only what the calling thread's
 * class loader sees, miss a driver whose {@code META-INF/services} a fat jar has lost, and pass the
 * URL to the first driver that accepts it.
 */
final class Connectors {

  private static final String MARIADB = "Add " + MariaDbConnector.ARTIFACT;
  private static final String MYSQL = "Add " + MysqlConnector.ARTIFACT;

  private static final String MYSQL_OR_MARIADB =
      MARIADB + ", or " + MysqlConnector.ARTIFACT + ", to the dependencies.";

  private Connectors() {}

  /** Returns the driver that a JDBC URL names; for the other forms, the driver that is present. */
  static Connector of(Form form) throws InvalidValueException {
    return switch (form) {
      case JDBC_MARIADB -> require(mariaDb(), MARIADB + ", whose URL this is.");
      case JDBC_MYSQL ->
          require(
              mySql(),
              MYSQL + ", whose URL this is; for MariaDB Connector/J, write jdbc:mariadb:.");
      case MYSQL_URI -> require(either(mySql(), Connectors::mariaDb), MYSQL_OR_MARIADB);
      case MARIADB_URI, GO -> require(either(mariaDb(), Connectors::mySql), MYSQL_OR_MARIADB);
    };
  }

  private static Connector require(@Nullable Connector connector, String remedy)
      throws InvalidValueException {
    if (connector == null) {
      throw new InvalidValueException("Its JDBC driver is not on the class path.", remedy);
    }
    return connector;
  }

  private static @Nullable Connector either(
      @Nullable Connector first, Supplier<@Nullable Connector> second) {
    return first != null ? first : second.get();
  }

  private static @Nullable Connector mariaDb() {
    try {
      return new MariaDbConnector();
    } catch (NoClassDefFoundError absent) {
      return null;
    }
  }

  private static @Nullable Connector mySql() {
    try {
      return new MysqlConnector();
    } catch (NoClassDefFoundError absent) {
      return null;
    }
  }
}
