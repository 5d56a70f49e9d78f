package io.github.guicesql.mysql;

import io.github.guicesql.mysql.Connector.Refusal;
import io.github.guicesql.sqlmodule.internal.dsn.ParameterProblem;
import io.github.guicesql.sqlmodule.internal.dsn.UnknownName;
import io.github.guicesql.sqlmodule.internal.dsn.UnusableParametersException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JDBC URL's properties are the driver's own and mean what they mean to it. Refused is what it
 * would ignore in silence, or report when it connects, quoting the value.
 */
final class JdbcMapping {
  private final MysqlDsn dsn;
  private final Connector connector;
  private final Map<String, String> properties = new LinkedHashMap<>();
  private final List<ParameterProblem> problems = new ArrayList<>();

  JdbcMapping(MysqlDsn dsn, Connector connector) {
    this.dsn = dsn;
    this.connector = connector;
  }

  Map<String, String> map() throws UnusableParametersException {
    dsn.parameters().forEach(this::parameter);
    if (!problems.isEmpty()) {
      throw new UnusableParametersException(problems);
    }
    return properties;
  }

  private void parameter(String name, String value) {
    @Nullable String property = connector.canonical(name);
    if (property == null) {
      unknown(name);
      return;
    }
    @Nullable Refusal refusal = connector.refusal(property);
    if (refusal != null) {
      problems.add(new ParameterProblem(property, refusal.wrong(), refusal.write()));
    } else if (!connector.accepts(property, value)) {
      problems.add(
          new ParameterProblem(
              property,
              "has a value that it cannot have",
              "write one that the manual of " + connector.name() + " names"));
    } else {
      properties.put(property, value);
    }
  }

  private void unknown(String name) {
    @Nullable String nearest = UnknownName.nearest(name, connector.properties());
    String write = "leave it out";
    if (nearest != null) {
      write += ", or write " + nearest;
    } else if (DsnParameter.uriName(name) != null) {
      write += "; it belongs in a mysql:// URI, or in Go's form";
    }
    boolean quotable = !dsn.doubtful().contains(name) && name.matches("[A-Za-z][A-Za-z0-9_.-]*");
    problems.add(
        new ParameterProblem(
            quotable ? name : "whose name may be the end of a password",
            "is unknown to " + connector.name() + ", which would ignore it",
            write));
  }
}
