package io.github.guicesql.sqlmodule.driver;

import com.zaxxer.hikari.HikariConfig;
import io.github.guicesql.sqlmodule.Credentials;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.config.ConfigValues;
import io.github.guicesql.sqlmodule.config.InvalidValueException;
import io.github.guicesql.sqlmodule.config.Setting;
import io.github.guicesql.sqlmodule.config.SettingParser;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;

/** A driver module as somebody else would write it: H2 in memory, on the public contract alone. */
public final class H2Module extends DriverModule {

  public static final Setting<String> DATABASE =
      Setting.of("database", String.class, SettingParser.text(), "the name of the database")
          .required();

  public static final Setting<String> PASSWORD =
      Setting.of("password", String.class, H2Module::password, "the password of the user sa")
          .secret();

  public static final Setting<String> LETTERS =
      Setting.of(
              "letters",
              String.class,
              SettingParser.oneOf("upper", "lower"),
              "how names without quotes are stored")
          .withDefault("upper");

  private static final AtomicInteger DATABASES = new AtomicInteger();

  public H2Module() {
    this(SqlOptions.defaults());
  }

  public H2Module(SqlOptions options) {
    super(
        "h2",
        Dialect.POSTGRES,
        options,
        List.of(DATABASE, PASSWORD, LETTERS, MAX_IDLE_CONNS, CONN_MAX_LIFETIME));
  }

  /** The default database, one that no other test has, with further values as key, value, … */
  public static H2Module fresh(String... keysAndValues) {
    return new H2Module(SqlOptions.defaults().withConfig(freshConfig(keysAndValues)));
  }

  /** A named database that no other test has. */
  public static H2Module freshNamed(String name) {
    String key = "h2." + name + ".database";
    return new H2Module(
        SqlOptions.named(name).withConfig(ConfigSource.map(Map.of(key, freshDatabase()))));
  }

  public static ConfigSource freshConfig(String... keysAndValues) {
    Map<String, String> values = new java.util.HashMap<>();
    values.put("H2_DATABASE", freshDatabase());
    for (int i = 0; i < keysAndValues.length; i += 2) {
      values.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return ConfigSource.map(values);
  }

  public static String freshDatabase() {
    return "test" + DATABASES.incrementAndGet();
  }

  @Override
  protected DriverHandle handle(ConfigValues values, HikariConfig pool) {
    JdbcDataSource source = new JdbcDataSource();
    source.setURL(
        "jdbc:h2:mem:"
            + values.get(DATABASE)
            + ";DATABASE_TO_UPPER="
            + values.get(LETTERS).equals("upper"));
    source.setUser("sa");
    source.setPassword(values.find(PASSWORD).orElse(""));
    return new DriverHandle() {
      @Override
      protected Connection open(@Nullable Credentials credentials) throws SQLException {
        return credentials == null
            ? source.getConnection()
            : source.getConnection(credentials.user(), credentials.password());
      }

      /** H2's own {@code abort()} does nothing. */
      @Override
      protected void abort(Connection connection) throws SQLException {
        connection.close();
      }

      @Override
      public String toString() {
        return source.getURL();
      }
    };
  }

  @Override
  protected Object state() {
    return List.of();
  }

  private static String password(String text) throws InvalidValueException {
    if (text.length() < 8) {
      throw new InvalidValueException("It is too short.", "Write at least 8 characters.");
    }
    return text;
  }
}
