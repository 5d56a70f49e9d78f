package io.github.guicesql.workswith;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.AbstractModule;
import com.google.inject.Inject;
import com.google.inject.Injector;
import com.google.inject.multibindings.Multibinder;
import com.zaxxer.hikari.HikariConfig;
import io.github.guicesql.sqlmodule.Database;
import io.github.guicesql.sqlmodule.DatabaseListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import javax.sql.DataSource;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The meters are HikariCP's own. */
final class MicrometerTest {

  static final class PoolMeters implements DatabaseListener {

    private final MeterRegistry meters;

    @Inject
    PoolMeters(MeterRegistry meters) {
      this.meters = meters;
    }

    @Override
    public void configurePool(Database database, HikariConfig pool) {
      pool.setMetricRegistry(meters);
    }
  }

  static final class MetersModule extends AbstractModule {

    @Override
    protected void configure() {
      bind(MeterRegistry.class).toInstance(new SimpleMeterRegistry());
      Multibinder.newSetBinder(binder(), DatabaseListener.class).addBinding().to(PoolMeters.class);
    }
  }

  @RegisterExtension final Services services = new Services();

  @ParameterizedTest
  @EnumSource
  void thePoolHasMeters(Engine engine) throws Exception {
    Injector injector = services.start(engine, new MetersModule());
    MeterRegistry meters = injector.getInstance(MeterRegistry.class);
    DataSource db = Services.db(injector);
    try (Connection borrowed = db.getConnection()) {
      assertThat(borrowed.isValid(5)).isTrue();
      assertThat(meters.get("hikaricp.connections.acquire").timer().count()).isPositive();
    }
    assertThat(meters.get("hikaricp.connections.usage").timer().count()).isPositive();
    assertThat(meters.get("hikaricp.connections").gauge().getId().getTag("pool"))
        .isEqualTo("database.db");
  }
}
