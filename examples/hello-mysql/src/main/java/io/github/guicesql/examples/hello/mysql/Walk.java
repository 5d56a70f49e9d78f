package io.github.guicesql.examples.hello.mysql;

import com.google.inject.Guice;
import io.github.guicesql.examples.hello.mysql.legacy.Greeter;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs steps of the migration, one after the other, on one database.
 *
 * @param dsn a JDBC URL, since the old service understands nothing else
 */
record Walk(List<Step> steps, String dsn) {

  private static final Logger log = LoggerFactory.getLogger(Walk.class);

  /**
   * Greets the same person at each step, and prints how often that was.
   *
   * @return the exit status
   */
  int run(PrintStream out, PrintStream err) {
    if (!dsn.startsWith("jdbc:")) {
      err.println("hello-mysql: the old service understands only a JDBC URL in MYSQL_DSN.");
      return 1;
    }
    out.println("hello-mysql, step by step");
    try {
      Path folder = Files.createTempDirectory("hello-mysql");
      Path file = folder.resolve("steps.db");
      try {
        for (Step step : steps) {
          take(step, Map.of("MYSQL_DSN", dsn, "SQLITE_PATH", file.toString()), out);
        }
      } finally {
        Files.deleteIfExists(file);
        Files.delete(folder);
      }
      return 0;
    } catch (Exception e) {
      SqlErrors.find(e)
          .ifPresentOrElse(
              error -> err.println("hello-mysql has no database.\n  " + error.getMessage()),
              () -> log.error("hello-mysql failed", e));
      return 1;
    }
  }

  private static void take(Step step, Map<String, String> environment, PrintStream out)
      throws SQLException {
    try (LifecycleRegistry registry = new LifecycleRegistry()) {
      Migration migration = new Migration(registry, environment);
      Greeter greeter = Guice.createInjector(migration.at(step)).getInstance(Greeter.class);
      out.printf(
          "  %-9s greeting number %d of Ada, %s%n",
          step.argument(), greeter.greet("Ada"), registry);
    }
  }
}
