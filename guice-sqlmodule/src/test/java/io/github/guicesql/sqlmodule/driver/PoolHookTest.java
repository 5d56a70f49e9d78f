package io.github.guicesql.sqlmodule.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Has a service the last word on its pool? */
final class PoolHookTest {

  private final List<String> seen = new ArrayList<>();

  @Test
  void comesOncePerPoolAfterEverythingElse() throws Exception {
    SqlOptions options =
        SqlOptions.defaults()
            .withConfig(H2Module.freshConfig("h2.max-open-conns", "7", "h2.max-idle-conns", "2"))
            .withPool(
                pool -> {
                  seen.add(
                      pool.getPoolName()
                          + " "
                          + pool.getMaximumPoolSize()
                          + " "
                          + pool.getMinimumIdle()
                          + " "
                          + (pool.getDataSource() != null));
                  pool.setMaximumPoolSize(3);
                  pool.setPoolName("mine");
                });
    Injector injector = Guice.createInjector(new H2Module(options));
    assertThat(seen).isEmpty();

    HikariConfig pool = pool(injector);
    pool(injector);

    assertThat(seen).containsExactly("database.db 7 2 true");
    assertThat(pool.getMaximumPoolSize()).isEqualTo(3);
    assertThat(pool.getPoolName()).isEqualTo("mine");
    assertThat(injector.getInstance(SqlTokens.defaults().dbKey())).hasToString("mine");
  }

  @Test
  void comesForEachInjectorAnew() throws Exception {
    H2Module module =
        new H2Module(
            SqlOptions.defaults()
                .withConfig(H2Module.freshConfig())
                .withPool(pool -> seen.add(pool.getPoolName())));

    HikariConfig one = pool(Guice.createInjector(module));
    HikariConfig other = pool(Guice.createInjector(module));

    assertThat(seen).hasSize(2);
    assertThat(one).isNotSameAs(other);
  }

  @Test
  void doesNotComeWhenTheConfigurationIsWrong() {
    Injector injector =
        Guice.createInjector(
            new H2Module(
                SqlOptions.defaults()
                    .withConfig(H2Module.freshConfig("h2.letters", "mixed"))
                    .withPool(pool -> seen.add("called"))));

    assertThat(Threads.run(() -> pool(injector)).failure()).isNotNull();
    assertThat(seen).isEmpty();
  }

  @Test
  void thatWrapsConnectionsWhichCannotBeUnwrappedStrandsNone() throws Exception {
    Injector injector =
        Guice.createInjector(
            new H2Module(
                SqlOptions.defaults()
                    .withConfig(H2Module.freshConfig("h2.max-open-conns", "1"))
                    .withPool(
                        pool ->
                            pool.setDataSource(opaque(DataSource.class, pool.getDataSource())))));
    DataSource db = injector.getInstance(SqlTokens.defaults().dbKey());

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(db::getConnection).hasMessage("cannot be unwrapped");
    }

    assertThat(pool(injector).getHikariPoolMXBean())
        .extracting(HikariPoolMXBean::getActiveConnections)
        .isEqualTo(0);
  }

  /** Wraps a data source or its connections, such that they cannot be unwrapped. */
  private static <T> T opaque(Class<T> type, T below) {
    Object wrapper =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              if (method.getName().equals("unwrap")) {
                throw new SQLException("cannot be unwrapped");
              }
              Object result = method.invoke(below, arguments);
              return result instanceof Connection connection
                  ? opaque(Connection.class, connection)
                  : result;
            });
    return type.cast(wrapper);
  }

  private static HikariDataSource pool(Injector injector) throws Exception {
    return injector.getInstance(SqlTokens.defaults().dbKey()).unwrap(HikariDataSource.class);
  }
}
