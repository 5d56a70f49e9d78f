package io.github.guicesql.benchmarks.start.micronaut;

import io.github.guicesql.benchmarks.start.FirstRow;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;

/** Micronaut's context, without a server. */
final class MicronautMain {

  private MicronautMain() {}

  public static void main(String[] args) throws SQLException, IOException {
    try (ApplicationContext context =
        ApplicationContext.run(
            Map.of(
                "datasources.default.url",
                "jdbc:sqlite:" + args[0],
                "datasources.default.driver-class-name",
                "org.sqlite.JDBC"))) {
      FirstRow.print(context.getBean(DataSource.class));
    }
  }
}
