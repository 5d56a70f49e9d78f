package io.github.guicesql.benchmarks.start;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.name.Named;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.sql.SQLException;
import javax.sql.DataSource;

/** What people write on Guice without guice-sql. */
final class GuiceByHand {

  private GuiceByHand() {}

  public static void main(String[] args) throws SQLException, IOException {
    Feature feature = Guice.createInjector(new DatabaseModule(args[0])).getInstance(Feature.class);
    try {
      FirstRow.print(feature.db);
    } finally {
      feature.db.unwrap(HikariDataSource.class).close();
    }
  }

  static final class DatabaseModule extends AbstractModule {

    private final String file;

    DatabaseModule(String file) {
      this.file = file;
    }

    @Provides
    @Singleton
    @Named("database.db")
    DataSource db() {
      return Hikari.pool(file);
    }
  }
}
