package visits;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.inject.Inject;
import io.github.guicesql.postgres.PostgresModule;
import io.github.guicesql.sqlite.SqliteModule;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqltest.SqlTest;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class VisitsTest {

  private static final ConfigSource IN_MEMORY =
      ConfigSource.map(Map.of("sqlite.audit.path", ":memory:"));

  @RegisterExtension
  static final SqlTest sql =
      SqlTest.postgres(
          config -> new PostgresModule(SqlOptions.defaults().withConfig(config)),
          new SqliteModule(SqlOptions.named("audit").withConfig(IN_MEMORY)));

  @Inject Visits visits;
  @Inject AuditLog audit;

  @Test
  void visitsAreCounted() throws SQLException {
    assertEquals(1, visits.add());
    assertEquals(2, visits.add());
  }

  @Test
  void theLogKeepsTheOrder() throws SQLException {
    audit.write("first");
    audit.write("second");
    assertEquals(List.of("first", "second"), audit.lines());
  }
}
