package io.github.guicesql.benchmarks.start.bootique;

import io.bootique.BQCoreModule;
import io.bootique.BQRuntime;
import io.bootique.Bootique;
import io.bootique.jdbc.DataSourceFactory;
import io.github.guicesql.benchmarks.start.FirstRow;
import java.io.IOException;
import java.sql.SQLException;

/** Bootique, with its modules found on the class path. */
final class BootiqueMain {

  private BootiqueMain() {}

  public static void main(String[] args) throws SQLException, IOException {
    BQRuntime runtime =
        Bootique.app()
            .autoLoadModules()
            .module(
                binder ->
                    BQCoreModule.extend(binder)
                        .setProperty("bq.jdbc.main.type", "hikari")
                        .setProperty("bq.jdbc.main.jdbcUrl", "jdbc:sqlite:" + args[0]))
            .createRuntime();
    try {
      FirstRow.print(runtime.getInstance(DataSourceFactory.class).forName("main"));
    } finally {
      runtime.shutdown();
    }
  }
}
