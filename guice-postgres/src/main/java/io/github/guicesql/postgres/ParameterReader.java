package io.github.guicesql.postgres;

import io.github.guicesql.sqlmodule.internal.dsn.HostName;
import io.github.guicesql.sqlmodule.internal.dsn.ParameterProblem;
import io.github.guicesql.sqlmodule.internal.dsn.UnusableParametersException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the mappings of both forms share: the values, the properties made, the problems met. */
final class ParameterReader {
  private final PostgresDsn dsn;
  private final Map<String, String> properties = new LinkedHashMap<>();
  private final List<ParameterProblem> problems = new ArrayList<>();

  ParameterReader(PostgresDsn dsn) {
    this.dsn = dsn;
  }

  /** Null when the value is absent or empty, which to libpq is mostly the same. */
  @Nullable String text(String name) {
    String value = dsn.get(name);
    return value == null || value.isEmpty() ? null : value;
  }

  void set(String property, String value) {
    properties.put(property, value);
  }

  void refuse(String name, String wrong, String write) {
    problems.add(new ParameterProblem(name, wrong, write));
  }

  /** Reads one element of a host list. */
  String hostName(String name, String written) {
    if (written.isEmpty()) {
      return PostgresHost.DEFAULT_NAME;
    }
    if (PostgresHost.isUnixSocket(written)) {
      refuse(
          name,
          "is a Unix socket, which pgjdbc cannot open",
          "write a TCP host, such as localhost; or use a jdbc:postgresql: URL whose socketFactory"
              + " is a Unix socket factory, such as junixsocket's"
              + " org.newsclub.net.unix.AFUNIXSocketFactory$FactoryArg with the socket's file, like"
              + " /var/run/postgresql/.s.PGSQL.5432, as socketFactoryArg");
    } else if (!HostName.isName(written)) {
      refuse(
          name,
          "has something that is no host name",
          "write names or addresses with commas between them; in a URL, " + LibpqUri.ENCODE);
    }
    return written;
  }

  int port(String name, @Nullable Integer number) {
    if (number == null || number < 1 || number > 65535) {
      refuse(name, "is not a port number", "write a number from 1 to 65535");
      return PostgresHost.DEFAULT_PORT;
    }
    return number;
  }

  PostgresParameters result(List<PostgresHost> hosts, String defaultUser)
      throws UnusableParametersException {
    if (!problems.isEmpty()) {
      throw new UnusableParametersException(problems.stream().distinct().toList());
    }
    String user = text("user");
    if (user == null) {
      user = defaultUser;
    }
    String database = text("dbname");
    return new PostgresParameters(
        hosts,
        database == null ? user : database,
        user,
        text("password"),
        text("sslpassword"),
        properties);
  }
}
