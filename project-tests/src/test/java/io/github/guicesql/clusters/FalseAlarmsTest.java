package io.github.guicesql.clusters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.guicesql.sqltest.MariaDbOptions;
import io.github.guicesql.sqltest.PostgresOptions;
import io.github.guicesql.sqltest.ReplicatedPair;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/**
 * No connection is aborted as long as nothing fails, however busy the machine is: for 10 minutes,
 * or as many as the system property {@code clusters.minutes} says.
 */
@Tag("cluster")
@Timeout(1800)
final class FalseAlarmsTest {

  private static final Duration LENGTH =
      Duration.ofMinutes(Integer.getInteger("clusters.minutes", 10));

  /** Each with as many connections, so that the processors have always work. */
  private static final int CALLERS = 8;

  private static final String[] SIZES = {
    "MAX_OPEN_CONNS", "" + CALLERS, "READER_MAX_OPEN_CONNS", "" + CALLERS
  };

  @Test
  void onPostgres() throws Exception {
    try (ReplicatedPair pair = ReplicatedPair.launch(PostgresOptions.defaults());
        Service service = Service.onPostgres(pair.dsn(), SIZES)) {
      load("PostgreSQL", service);
    }
  }

  @Test
  void onMariaDb() throws Exception {
    try (ReplicatedPair pair = ReplicatedPair.launch(MariaDbOptions.defaults());
        Service service = Service.onMysql(pair.dsn(), SIZES)) {
      load("MariaDB", service);
    }
  }

  private static void load(String product, Service service) throws Exception {
    service.execute(
        "create table written (id bigint primary key)",
        "create table numbers (id int primary key)");
    for (int id = 0; id < 2000; id++) {
      service.execute("insert into numbers values (" + id + ")");
    }
    await()
        .ignoreExceptions()
        .until(
            () -> {
              try (Connection connection = service.reader().getConnection()) {
                return Service.number(connection, "select count(*) from numbers") == 2000;
              }
            });
    Logger log = (Logger) LoggerFactory.getLogger("io.github.guicesql");
    ListAppender<ILoggingEvent> alarms = new ListAppender<>();
    alarms.start();
    log.setLevel(Level.INFO);
    log.addAppender(alarms);
    Callers writers = Callers.inserting(CALLERS, service.db());
    Callers readers =
        new Callers(
            CALLERS,
            service.reader(),
            (connection, id) ->
                Service.number(
                    connection,
                    "select count(*) from numbers a join numbers b on a.id % 100 = b.id % 100"));
    try (writers;
        readers) {
      await("no call fails")
          .during(LENGTH)
          .atMost(LENGTH.plusMinutes(1))
          .pollInterval(Duration.ofSeconds(1))
          .until(() -> writers.failures().isEmpty() && readers.failures().isEmpty());
    } finally {
      log.detachAppender(alarms);
      log.setLevel(null);
    }
    System.out.printf(
        Locale.ROOT,
        "  %s, %d min: %,d inserts, %,d queries, errors %s and %s, alarms %s%n",
        product,
        LENGTH.toMinutes(),
        writers.count(),
        readers.count(),
        writers.errors(),
        readers.errors(),
        alarms.list);
    assertThat(writers.errors()).isEmpty();
    assertThat(readers.errors()).isEmpty();
    assertThat(List.copyOf(alarms.list)).isEmpty();
  }
}
