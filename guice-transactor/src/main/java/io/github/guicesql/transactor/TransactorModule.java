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
 *       Dialect}, or the same for the given database, whichever module binds them; and
 *       {@code @Named("database.reader") DataSource} with {@link #readingByReader()}.
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
  private final boolean readsByReader;

  /** For the default database. */
  public TransactorModule() {
    this(SqlTokens.defaults());
  }

  /** For the given database, such as {@code SqlTokens.named("analytics")}. */
  public TransactorModule(SqlTokens database) {
    this(database, false);
  }

  private TransactorModule(SqlTokens database, boolean readsByReader) {
    this.database = database;
    this.readsByReader = readsByReader;
  }

  /**
   * Returns a copy of this module with which {@linkplain TransactionOptions#readOnly() read-only}
   * transactions run on a connection of the database's reader. It requires
   * {@code @Named("database.reader") DataSource}, see {@code SqlOptions.withReader()}. Within such
   * a transaction, the database's own data source hands out the reader's connection, so that
   * repositories need not know. What a replica has not replayed yet is not seen. PostgreSQL's
   * serializable transactions run on the database, since its standbys have none.
   */
  public TransactorModule readingByReader() {
    return new TransactorModule(database, true);
  }

  @Override
  protected void configure() {
    ThreadTransactions threads = new ThreadTransactions();
    Multibinder.newSetBinder(binder(), DatabaseListener.class)
        .addBinding()
        .toInstance(new JoinListener(database, readsByReader, threads));
    bind(Transactor.key(database))
        .toProvider(
            new TransactorProvider(
                database,
                threads,
                getProvider(database.dbKey()),
                readsByReader ? getProvider(database.reader().dbKey()) : null,
                getProvider(database.dialectKey())));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TransactorModule that
        && database.equals(that.database)
        && readsByReader == that.readsByReader;
  }

  @Override
  public int hashCode() {
    return 31 * database.hashCode() + Boolean.hashCode(readsByReader);
  }

  /** Returns the token. */
  @Override
  public String toString() {
    return "TransactorModule(" + Transactor.token(database) + ")";
  }
}
