package io.github.guicesql.benchmarks.start;

import com.google.inject.Inject;
import com.google.inject.name.Named;
import javax.sql.DataSource;

/** What injects the database. */
final class Feature {

  final DataSource db;

  @Inject
  Feature(@Named("database.db") DataSource db) {
    this.db = db;
  }
}
