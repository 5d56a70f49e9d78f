package io.github.guicesql.workswith;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.AbstractModule;
import com.google.inject.Injector;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.name.Named;
import io.github.guicesql.sqlmodule.SqlTokens;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.sql.DataSource;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.core.SimpleLock;
import net.javacrumbs.shedlock.provider.jdbc.JdbcLockProvider;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Locks for jobs, in a table. */
final class ShedLockTest {

  static final class LocksModule extends AbstractModule {

    @Provides
    @Singleton
    LockProvider locks(@Named(SqlTokens.DB) DataSource db) {
      return new JdbcLockProvider(db);
    }
  }

  private static Optional<SimpleLock> lock(LockProvider locks) {
    return locks.lock(
        new LockConfiguration(Instant.now(), "report", Duration.ofMinutes(5), Duration.ZERO));
  }

  @RegisterExtension final Services services = new Services();

  @ParameterizedTest
  @EnumSource
  void oneOfTwoHasTheLock(Engine engine) throws Exception {
    Injector injector = services.start(engine, new LocksModule());
    Services.execute(
        Services.db(injector),
        "create table shedlock (name varchar(64) not null primary key, lock_until timestamp not"
            + " null, locked_at timestamp not null, locked_by varchar(255) not null)");
    LockProvider locks = injector.getInstance(LockProvider.class);
    LockProvider another = new JdbcLockProvider(Services.db(injector));
    Optional<SimpleLock> held = lock(locks);
    assertThat(held).isPresent();
    assertThat(lock(another)).isEmpty();
    if (engine == Engine.SQLITE) {
      assertThat(Services.query(Services.db(injector), "select typeof(lock_until) from shedlock"))
          .isEqualTo("integer");
    }
    held.get().unlock();
    assertThat(lock(another)).isPresent();
  }
}
