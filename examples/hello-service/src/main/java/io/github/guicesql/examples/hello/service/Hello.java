package io.github.guicesql.examples.hello.service;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.Stage;
import io.github.guicesql.examples.users.UsersModule;
import io.github.guicesql.sqlmodule.SqlConfigException;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlModuleException;
import io.github.guicesql.sqlmodule.config.ConfigProblem;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A hello application: the one place that knows which database there is, and puts the rest
 * together.
 *
 * @param name what it calls itself
 * @param driver the driver module of the default database
 * @param place says where the database is
 * @param settings where {@code PORT} and {@code BIND_ADDRESS} come from
 */
public record Hello(String name, Module driver, Place place, ConfigSource settings) {

  private static final Logger log = LoggerFactory.getLogger(Hello.class);

  /** Where a database is, for a person. */
  @FunctionalInterface
  public interface Place {
    String of(Connection connection) throws SQLException;
  }

  /**
   * Runs it: with no argument the account of an import and a round trip, with {@code serve} the
   * JSON service until the JVM is told to end.
   *
   * @return the exit status
   */
  public int run(List<String> arguments, PrintStream out, PrintStream err) {
    boolean serve = arguments.equals(List.of("serve"));
    if (!serve && !arguments.isEmpty()) {
      err.println(name + ": the only argument is serve, not " + String.join(" ", arguments));
      return 1;
    }
    // Made before the injector: what was opened is closed, too, when createInjector throws.
    try (LifecycleRegistry registry = new LifecycleRegistry().closeOnJvmShutdown()) {
      Injector injector =
          Guice.createInjector(
              Stage.PRODUCTION,
              LifecycleModule.using(registry),
              driver,
              new UsersModule(),
              new HelloModule());
      if (serve) {
        serve(injector.getInstance(HttpService.class), out);
      } else {
        injector.getInstance(Account.class).give(name, place, out);
        out.println();
        out.println("closing, newest first: " + registry);
      }
    } catch (SettingException e) {
      err.println(name + " cannot start.\n  " + e.getMessage());
      return 1;
    } catch (Exception e) {
      explain(e, err);
      return 1;
    }
    return 0;
  }

  private void serve(HttpService service, PrintStream out) throws Exception {
    HttpAddress address = HttpAddress.from(settings);
    out.println(name + " serves " + service.start(address) + "/users (Ctrl-C ends it)");
    service.awaitClosed();
  }

  /** One error is enough: each singleton that wanted the database has failed with the same. */
  private void explain(Exception failure, PrintStream err) {
    SqlErrors.find(failure)
        .ifPresentOrElse(
            error -> {
              err.println(name + " has no database.");
              problems(error).forEach(problem -> err.println("  " + problem));
            },
            () -> log.error("{} failed", name, failure));
  }

  private static List<String> problems(SqlModuleException error) {
    return error instanceof SqlConfigException config
        ? config.problems().stream().map(ConfigProblem::toString).toList()
        : List.of(String.valueOf(error.getMessage()));
  }
}
