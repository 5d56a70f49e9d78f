package io.github.guicesql.opentelemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.guicesql.sqlmodule.Database;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.instrumentation.jdbc.datasource.JdbcTelemetry;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteDataSource;

/** What a borrow costs with tracing. */
final class TracingDataSourceTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void theHostsAreAskedForOnce(int hosts) throws Exception {
    AtomicInteger asked = new AtomicInteger();
    Database database =
        (Database)
            Proxy.newProxyInstance(
                Database.class.getClassLoader(),
                new Class<?>[] {Database.class},
                (proxy, method, arguments) -> {
                  assertThat(method.getName()).isEqualTo("servers");
                  asked.incrementAndGet();
                  return List.of("a is the primary", "b is a standby").subList(0, hosts);
                });
    DataSource traced =
        new TracingDataSource(
            new SQLiteDataSource(), JdbcTelemetry.create(OpenTelemetry.noop()), database);

    for (int i = 0; i < 3; i++) {
      traced.getConnection().close();
    }

    assertThat(asked).hasValue(1);
  }
}
