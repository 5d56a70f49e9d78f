package io.github.guicesql.sqlmodule;

import io.github.guicesql.sqlmodule.config.EffectiveValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Describes databases, for people and for an endpoint. Secrets are masked where they come from. */
final class DatabaseReport {

  private DatabaseReport() {}

  /** Returns a line for each database, and indented ones for its pool, values and extensions. */
  static String text(List<Database> databases) {
    StringBuilder text = new StringBuilder();
    for (Database database : databases) {
      text.append(database.tokens().db())
          .append(": ")
          .append(database.driver())
          .append(", dialect ")
          .append(database.dialect())
          .append(", ")
          .append(database.state())
          .append(", configured by ")
          .append(database.source())
          .append('\n');
      database.pool().ifPresent(use -> line(text, "pool " + database.poolName() + ": " + use));
      database.servers().forEach(server -> line(text, "host " + server));
      database.values().forEach(value -> line(text, value.toString()));
      database.extensions().forEach(extension -> line(text, extension));
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String line) {
    text.append("  ").append(line).append('\n');
  }

  static String json(List<Database> databases) {
    return JsonText.of(Map.of("databases", databases.stream().map(DatabaseReport::of).toList()));
  }

  private static Map<String, Object> of(Database database) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("database", database.tokens().db());
    fields.put("driver", database.driver());
    fields.put("dialect", database.dialect().id());
    fields.put("state", database.state());
    fields.put("source", database.source());
    database.pool().ifPresent(use -> fields.put("pool", of(database.poolName(), use)));
    if (!database.servers().isEmpty()) {
      fields.put("hosts", database.servers());
    }
    fields.put("values", database.values().stream().map(DatabaseReport::of).toList());
    fields.put("extensions", database.extensions());
    return fields;
  }

  private static Map<String, Object> of(String name, PoolUse use) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", name);
    fields.put("active", use.active());
    fields.put("idle", use.idle());
    fields.put("waiting", use.waiting());
    fields.put("max", use.max());
    return fields;
  }

  private static Map<String, Object> of(EffectiveValue value) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("key", value.key().key());
    fields.put("value", value.value());
    fields.put("origin", value.origin());
    return fields;
  }
}
