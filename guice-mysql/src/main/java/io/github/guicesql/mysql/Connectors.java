package io.github.guicesql.mysql;

import io.github.guicesql.mysql.MysqlDsn.Form;
import io.github.guicesql.sqlmodule.config.InvalidValueException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which driver a connection string gets.
 *
 * <p>Each is made by naming its classes, and is absent if they are. Not by {@code DriverManager} or
 * {@code ServiceLoader}: those see what the calling thread's class loader sees, miss a driver whose
 * {@code META-INF/services} a fat jar has lost, and give the URL to whoever takes it first.
 */
final class Connectors {

  private static final String MARIADB = "Add " + MariaDbConnector.ARTIFACT;
  private static final String MYSQL = "Add " + MysqlConnector.ARTIFACT;

  private static final String MYSQL_OR_MARIADB =
      MARIADB + ", or " + MysqlConnector.ARTIFACT + ", to the dependencies.";

  private Connectors() {}

  /** A JDBC URL names its driver; the other forms take the one that is there. */
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
