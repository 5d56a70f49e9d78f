package io.github.guicesql.sqlmodule.driver;

import com.google.inject.Inject;
import com.google.inject.Injector;
import com.google.inject.Provider;
import io.github.guicesql.sqlmodule.Credentials;
import io.github.guicesql.sqlmodule.ReadYourWrites;
import io.github.guicesql.sqlmodule.SqlTokens;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link ReadYourWrites} of the data sources as they are bound, and of the reader's pool.
 */
final class ReadYourWritesProvider implements Provider<ReadYourWrites> {

  /** The handle in place of a reader's that was replaced, of which nothing is known. */
  private static final DriverHandle WITHOUT_POSITIONS =
      new DriverHandle() {
        @Override
        protected Connection open(@Nullable Credentials credentials) throws SQLException {
          throw new SQLNonTransientConnectionException("There is no pool.", "08003");
        }
      };

  private final SqlTokens database;
  private final DataSourceProvider reader;
  private @Nullable Injector environment;

  ReadYourWritesProvider(SqlTokens database, DataSourceProvider reader) {
    this.database = database;
    this.reader = reader;
  }

  /** Called when the injector is created. */
  @Inject
  void injected(Injector newEnvironment) {
    environment = newEnvironment;
  }

  @Override
  public ReadYourWrites get() {
    Injector injector = environment;
    if (injector == null) {
      throw new IllegalStateException("the provider is used outside an injector");
    }
    DataSource readerSource = injector.getInstance(database.reader().dbKey());
    ManagedDataSource pool = reader.installed();
    DriverHandle handle = pool == null ? WITHOUT_POSITIONS : pool.handle();
    return new ReaderPositions(injector.getInstance(database.dbKey()), readerSource, handle);
  }
}
