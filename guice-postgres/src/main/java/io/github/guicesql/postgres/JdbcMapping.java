package io.github.guicesql.postgres;

import io.github.guicesql.sqlmodule.internal.dsn.UnusableParametersException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGProperty;

/**
 * A JDBC URL's properties are pgjdbc's own and mean what they mean to pgjdbc. Only what it would
 * ignore in silence is refused: dead properties, and values that it would take for their opposite.
 */
final class JdbcMapping {
  private static final Pattern INTEGER = Pattern.compile("-?\\d+");

  private final PostgresDsn dsn;
  private final ParameterReader reader;

  JdbcMapping(PostgresDsn dsn) {
    this.dsn = dsn;
    this.reader = new ParameterReader(dsn);
  }

  PostgresParameters map(String defaultUser) throws UnusableParametersException {
    List<PostgresHost> hosts = hosts();
    dsn.values().forEach(this::property);
    return reader.result(hosts, defaultUser);
  }

  private List<PostgresHost> hosts() {
    String hosts = dsn.get("host");
    String ports = dsn.get("port");
    // String.split, for that is what pgjdbc goes by: empty items at the end are none.
    String[] names = (hosts == null ? PostgresHost.DEFAULT_NAME : hosts).split(",", 0);
    String[] numbers = (ports == null ? "" + PostgresHost.DEFAULT_PORT : ports).split(",", 0);
    if (names.length != numbers.length) {
      reader.refuse("port", "has not as many items as there are hosts", "write one for each host");
      return List.of();
    }
    List<PostgresHost> result = new ArrayList<>();
    for (int i = 0; i < names.length; i++) {
      String name = names[i];
      if (name.startsWith("[") && name.endsWith("]")) {
        name = name.substring(1, name.length() - 1);
      }
      result.add(
          new PostgresHost(
              reader.hostName("host", name), reader.port("port", parseInt(numbers[i]))));
    }
    return result;
  }

  private void property(String name, String value) {
    switch (name) {
      case "host", "port", "dbname", "user", "password", "sslpassword" -> {}
      case "service" ->
          reader.refuse(
              name,
              "cannot be honoured: the hosts of a service file come too late for a pool",
              "write the service's parameters here");
      case "loggerLevel", "loggerFile" ->
          reader.refuse(name, "is dead in pgjdbc", "set java.util.logging's org.postgresql up");
      case "ssl" -> {
        // pgjdbc connects without encryption for "1", "yes" or "on".
        if (!value.isEmpty()) {
          oneOf(name, value, "true", "false");
        } else {
          reader.set(name, value);
        }
      }
      // Lists of choices, or choices that the driver has forgotten to name.
      case "requireAuth", "protocolVersion", "loginTimeout" -> reader.set(name, value);
      default -> known(name, value);
    }
  }

  private void known(String name, String value) {
    PGProperty property = PGProperty.forName(name);
    String usual = property == null ? null : property.getDefaultValue();
    String[] choices = property == null ? null : property.getChoices();
    if (choices != null) {
      oneOf(name, value, choices);
    } else if ("true".equals(usual) || "false".equals(usual)) {
      oneOf(name, value, "true", "false");
    } else if (usual != null && INTEGER.matcher(usual).matches() && parseInt(value) == null) {
      reader.refuse(name, "is not an integer", "write a number, such as " + usual);
    } else {
      reader.set(name, value);
    }
  }

  private void oneOf(String name, String value, String... choices) {
    for (String choice : choices) {
      if (choice.equalsIgnoreCase(value)) {
        reader.set(name, choice);
        return;
      }
    }
    reader.refuse(
        name, "has a value that it cannot have", "write one of " + String.join(", ", choices));
  }

  private static @Nullable Integer parseInt(String text) {
    try {
      return Integer.valueOf(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
