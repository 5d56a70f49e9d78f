package io.github.guicesql.workswith;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Inject;
import com.google.inject.name.Named;
import io.github.guicesql.sqlmodule.SqlTokens;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.output.MigrateResult;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One line, given the data source. */
final class FlywayTest {

  static final class Migrations {

    private final DataSource db;

    @Inject
    Migrations(@Named(SqlTokens.DB) DataSource db) {
      this.db = db;
    }

    MigrateResult run() {
      return Flyway.configure().dataSource(db).locations("classpath:notes").load().migrate();
    }
  }

  @RegisterExtension final Services services = new Services();

  @ParameterizedTest
  @EnumSource
  void itMigratesOnce(Engine engine) throws Exception {
    Migrations migrations = services.start(engine).getInstance(Migrations.class);
    assertThat(migrations.run().migrationsExecuted).isEqualTo(2);
    assertThat(migrations.run().migrationsExecuted).isZero();
    assertThat(Services.query(migrations.db, "select text from notes")).isEqualTo("one");
  }
}
