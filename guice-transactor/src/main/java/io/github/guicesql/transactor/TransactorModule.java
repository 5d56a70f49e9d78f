package io.github.guicesql.transactor;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.Multibinder;
import io.github.guicesql.sqlmodule.DatabaseListener;
import io.github.guicesql.sqlmodule.SqlTokens;
import org.jspecify.annotations.Nullable;

/**
 * Binds the {@link Transactor} of one database.
 *
 * <ul>
 *   <li>Requires {@code @Named("database.db") DataSource} and {@code @Named("database.dialect")
 *       Dialect}, or the same for the given database, whichever module binds them.
 *   <li>Binds {@code @Named("database.transactor") Transactor}, or
 *       {@code @Named("database.NAME.transactor") Transactor}.
 *   <li>Adds a {@link DatabaseListener}, with which the data source joins transactions if it comes
 *       from a driver module, or from an {@code ExistingDataSourceModule} that is asked to have
 *       listeners. Any other data source does not join: {@link Transactor#withConnection} works,
 *       and {@link Transactor#inTransaction(Transactor.Work)} is refused.
 * </ul>
 *
 * <pre>{@code
 * install(new PostgresModule());
 * install(new TransactorModule());
 * }</pre>
 *
 * <p>Install it in the same injector as the module that binds the database, or in a parent.
 * Injecting a transactor builds the data source, which opens no connection. Guice treats equal
 * modules, those for the same database, as one module.
 */
public final class TransactorModule extends AbstractModule {

  private final SqlTokens database;

  /** For the default database. */
  public TransactorModule() {
    this(SqlTokens.defaults());
  }

  /** For the given database, such as {@code SqlTokens.named("analytics")}. */
  public TransactorModule(SqlTokens database) {
    this.database = database;
  }

  @Override
  protected void configure() {
    ThreadTransactions threads = new ThreadTransactions();
    Multibinder.newSetBinder(binder(), DatabaseListener.class)
        .addBinding()
        .toInstance(new JoinListener(database, threads));
    bind(Transactor.key(database))
        .toProvider(
            new TransactorProvider(
                database,
                threads,
                getProvider(database.dbKey()),
                getProvider(database.dialectKey())));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TransactorModule that && database.equals(that.database);
  }

  @Override
  public int hashCode() {
    return database.hashCode();
  }

  /** Returns the token. */
  @Override
  public String toString() {
    return "TransactorModule(" + Transactor.token(database) + ")";
  }
}
