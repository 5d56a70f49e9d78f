package io.github.guicesql.workswith;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.AbstractModule;
import com.google.inject.Injector;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.name.Named;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.impl.jdbcjobstore.JobStoreTX;
import org.quartz.impl.jdbcjobstore.PostgreSQLDelegate;
import org.quartz.impl.jdbcjobstore.StdJDBCDelegate;
import org.quartz.utils.ConnectionProvider;
import org.quartz.utils.DBConnectionManager;

/** Quartz knows pools by name: ours is put under one. */
final class QuartzTest {

  record Pool(DataSource db) implements ConnectionProvider {

    @Override
    public Connection getConnection() throws SQLException {
      return db.getConnection();
    }

    @Override
    public void initialize() {}

    @Override
    public void shutdown() {}
  }

  static final class QuartzModule extends AbstractModule {

    @Provides
    @Singleton
    Scheduler scheduler(@Named(SqlTokens.DB) DataSource db, LifecycleRegistry registry)
        throws SchedulerException {
      DBConnectionManager.getInstance().addConnectionProvider(SqlTokens.DB, new Pool(db));
      Scheduler scheduler = new StdSchedulerFactory(properties()).getScheduler();
      registry.register("quartz", drain -> scheduler.shutdown(true));
      return scheduler;
    }

    static Properties properties() {
      Properties properties = new Properties();
      properties.put("org.quartz.jobStore.class", JobStoreTX.class.getName());
      properties.put("org.quartz.jobStore.dataSource", SqlTokens.DB);
      properties.put("org.quartz.jobStore.driverDelegateClass", PostgreSQLDelegate.class.getName());
      properties.put("org.quartz.threadPool.threadCount", "2");
      return properties;
    }
  }

  public static final class Report implements Job {

    @Override
    public void execute(JobExecutionContext context) throws JobExecutionException {
      try {
        ((CountDownLatch) context.getScheduler().getContext().get("ran")).countDown();
      } catch (SchedulerException e) {
        throw new JobExecutionException(e);
      }
    }
  }

  private static final TriggerKey NOW = TriggerKey.triggerKey("now");
  private static final String TABLES = "/org/quartz/impl/jdbcjobstore/tables_postgres.sql";

  @RegisterExtension final Services services = new Services();

  @ParameterizedTest
  @EnumSource
  void aJobRunsOnce(Engine engine) throws Exception {
    Injector injector = services.start(engine, new QuartzModule());
    Services.execute(Services.db(injector), tables());
    Scheduler scheduler = injector.getInstance(Scheduler.class);
    CountDownLatch ran = new CountDownLatch(1);
    scheduler.getContext().put("ran", ran);
    schedule(scheduler);
    scheduler.start();
    assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();
    services.registry().close();
    assertThat(scheduler.isShutdown()).isTrue();
  }

  /**
   * The default delegate reads with {@code getBlob}, which neither driver has for these columns.
   */
  @Test
  void theDefaultDelegateCannotReadFromSqlite() throws Exception {
    DataSource db = Services.db(services.start(Engine.SQLITE));
    Services.execute(db, tables());
    DBConnectionManager.getInstance().addConnectionProvider(SqlTokens.DB, new Pool(db));
    Properties properties = QuartzModule.properties();
    properties.put("org.quartz.jobStore.driverDelegateClass", StdJDBCDelegate.class.getName());
    Scheduler scheduler = new StdSchedulerFactory(properties).getScheduler();
    try {
      schedule(scheduler);
      assertThatThrownBy(() -> scheduler.getTrigger(NOW))
          .hasMessage("Couldn't retrieve trigger: not implemented by SQLite JDBC driver");
    } finally {
      scheduler.shutdown();
    }
  }

  private static void schedule(Scheduler scheduler) throws SchedulerException {
    scheduler.scheduleJob(
        JobBuilder.newJob(Report.class).usingJobData("month", "2026-11").build(),
        TriggerBuilder.newTrigger().withIdentity(NOW).startNow().build());
  }

  /** Quartz's own script for PostgreSQL, which SQLite understands, too. */
  private static String[] tables() throws IOException {
    try (InputStream script = Scheduler.class.getResourceAsStream(TABLES)) {
      return new String(script.readAllBytes(), UTF_8)
          .replaceAll("(?m)--.*$", "")
          .replace("COMMIT;", "")
          .strip()
          .split(";");
    }
  }
}
