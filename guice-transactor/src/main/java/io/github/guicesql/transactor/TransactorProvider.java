package io.github.guicesql.transactor;

import com.google.inject.Provider;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.SqlTokens;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Makes a database's transactors. They have no state of their own: that is the threads'.
 *
 * @param dataSource the contract's
 * @param reader the contract's reader; null if read-only transactions do not use it
 * @param dialect the contract's
 */
record TransactorProvider(
    SqlTokens database,
    ThreadTransactions threads,
    Provider<DataSource> dataSource,
    @Nullable Provider<DataSource> reader,
    Provider<Dialect> dialect)
    implements Provider<Transactor> {

  @Override
  public Transactor get() {
    return new Transactor(
        new Transactions(
            database.db(),
            new Pools(dataSource.get(), reader == null ? null : reader.get(), dialect.get()),
            threads),
        TransactionOptions.defaults());
  }
}
