package io.github.guicesql.workswith;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.google.inject.AbstractModule;
import com.google.inject.Injector;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.name.Named;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The scheduler stops before its pool. */
final class DbSchedulerTest {

  static final class SchedulerModule extends AbstractModule {

    private final OneTimeTask<Void> report;

    SchedulerModule(OneTimeTask<Void> report) {
      this.report = report;
    }

    @Provides
    @Singleton
    Scheduler scheduler(@Named(SqlTokens.DB) DataSource db, LifecycleRegistry registry) {
      Scheduler scheduler =
          Scheduler.create(db, report)
              .pollingInterval(Duration.ofSeconds(1))
              .shutdownMaxWait(Duration.ofSeconds(5))
              .build();
      registry.register("scheduler", drain -> scheduler.stop());
      return scheduler;
    }
  }

  private static final String TABLE =
      """
      create table scheduled_tasks (
        task_name varchar(100) not null, task_instance varchar(100) not null, task_data %s,
        execution_time timestamp with time zone not null, picked boolean not null,
        picked_by varchar(50), last_success timestamp with time zone,
        last_failure timestamp with time zone, consecutive_failures int,
        last_heartbeat timestamp with time zone, version bigint not null, priority smallint,
        state varchar(50),
        primary key (task_name, task_instance))
      """;

  @RegisterExtension final Services services = new Services();

  @ParameterizedTest
  @EnumSource
  void aTaskRunsOnceAndIsGone(Engine engine) throws Exception {
    CountDownLatch ran = new CountDownLatch(1);
    OneTimeTask<Void> report =
        Tasks.oneTime("report").execute((instance, context) -> ran.countDown());
    Injector injector = services.start(engine, new SchedulerModule(report));
    DataSource db = Services.db(injector);
    Services.execute(db, TABLE.formatted(engine == Engine.SQLITE ? "blob" : "bytea"));
    Scheduler scheduler = injector.getInstance(Scheduler.class);
    scheduler.start();
    scheduler.schedule(report.instance("1"), Instant.now());
    assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();
    services.registry().close();
    assertThat(scheduler.getSchedulerState().isShuttingDown()).isTrue();
  }
}
