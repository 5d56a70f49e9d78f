package io.github.guicesql.benchmarks.start;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.sql.SQLException;

/** A pool, and nothing round it. */
final class Hikari {

  private Hikari() {}

  public static void main(String[] args) throws SQLException, IOException {
    try (HikariDataSource pool = pool(args[0])) {
      FirstRow.print(pool);
    }
  }

  static HikariDataSource pool(String file) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:sqlite:" + file);
    return new HikariDataSource(config);
  }
}
