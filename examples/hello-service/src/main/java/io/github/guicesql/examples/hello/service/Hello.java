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
 * A hello application. It is the only place that knows the database, and it assembles the rest.
 *
 * @param name the application's name
 * @param driver the driver module of the default database
 * @param place describes where the database is
 * @param settings the source of {@code PORT} and {@code BIND_ADDRESS}
 */
public record Hello(String name, Module driver, Place place, ConfigSource settings) {

  private static final Logger log = LoggerFactory.getLogger(Hello.class);

  /** Describes where a database is, for people. */
  @FunctionalInterface
  public interface Place {
    String of(Connection connection) throws SQLException;
  }

  /**
   * Runs the application: without an argument, it prints an account of an import and a round trip;
   * with {@code serve}, it is the JSON service until the JVM is told to end.
   *
   * @return the exit status
   */
  public int run(List<String> arguments, PrintStream out, PrintStream err) {
    boolean serve = arguments.equals(List.of("serve"));
    if (!serve && !arguments.isEmpty()) {
      err.println(name + ": the only argument is serve, not " + String.join(" ", arguments));
      return 1;
    }
    // The registry is created before the injector, so that it closes what was opened when
    // createInjector throws.
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

  /**
   * Prints one error only: every singleton that needs the database has failed with the same one.
   */
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
