package io.github.guicesql.sqlmodule;

import com.google.inject.Inject;
import com.google.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The databases that are installed in an injector, including those of its private modules and child
 * injectors. Injectable; no method here builds anything. {@link
 * io.github.guicesql.sqlmodule.lifecycle.LifecycleModule} binds it; without that module, Guice
 * creates it just in time.
 *
 * <p>A database whose key was replaced by {@code Modules.override} is not included. Thread-safe.
 */
@Singleton
public final class Databases {

  private final List<Database> databases = new CopyOnWriteArrayList<>();

  /**
   * Creates an empty registry. Each module that installs a database adds it when the injector is
   * created.
   */
  @Inject
  public Databases() {}

  /** Adds a database. Only modules that install one call this. */
  public void add(Database database) {
    databases.add(database);
  }

  /** All installed databases, in the order in which they were installed. */
  public List<Database> all() {
    return List.copyOf(databases);
  }

  /** The database with these tokens, if it is installed. */
  public Optional<Database> find(SqlTokens tokens) {
    return databases.stream().filter(one -> one.tokens().equals(tokens)).findFirst();
  }

  /**
   * Returns a report for an endpoint, as JSON in one line: each database with its driver, dialect,
   * state and pool, the effective values with the keys that they came from, the migrations that
   * have run, and what extends it. Secrets are masked.
   */
  public String toJson() {
    return DatabaseReport.json(all());
  }

  /**
   * Returns the same report for people: a line per database, and below it its pool, its effective
   * values, the migrations that have run and what extends it. Secrets are masked.
   */
  @Override
  public String toString() {
    return DatabaseReport.text(all());
  }
}
