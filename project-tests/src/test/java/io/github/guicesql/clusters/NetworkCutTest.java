package io.github.guicesql.clusters;

import io.github.guicesql.sqltest.SplitPair;
import java.io.IOException;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What a service sees when the network between it and its primary is cut, silently: no connection
 * is reset, and nothing arrives any more.
 */
@Tag("cluster")
@Timeout(180)
final class NetworkCutTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int WRITERS = 8;

  /** How often each writer has to succeed after the last event. */
  private static final int CALLS_AFTER = 20;

  private interface Act {
    void on(SplitPair.Server server) throws IOException;
  }

  @Test
  void thePrimaryIsCutOff() throws Exception {
    failOver("cut the primary off, promote after 1 s", SplitPair.Server::cut, server -> {});
  }

  @Test
  void thePrimaryIsCutOffAndComesBackBesideTheNewOne() throws Exception {
    failOver(
        "cut the primary off, promote after 1 s, heal the network when all are back",
        SplitPair.Server::cut,
        SplitPair.Server::heal);
  }

  /** It still receives, and may store what it is sent. */
  @Test
  void whatThePrimarySendsVanishes() throws Exception {
    failOver(
        "have vanish what the primary sends, promote after 1 s, end it when all are back",
        SplitPair.Server::mute,
        SplitPair.Server::unmute);
  }

  private static void failOver(String what, Act fault, Act end) throws Exception {
    try (SplitPair pair = SplitPair.launch();
        Service service = Service.onPostgres(pair.dsn())) {
      service.execute("create table written (id bigint primary key)");
      Callers writers = Callers.inserting(WRITERS, service.db());
      Callers readers = Callers.reading(WRITERS / 2, service.reader());
      long began;
      long writable;
      try (writers;
          readers) {
        writers.awaitEach(LIMIT);
        readers.awaitEach(LIMIT);
        began = System.nanoTime();
        fault.on(pair.primary());
        writers.awaitSilence(Duration.ofSeconds(1), LIMIT);
        pair.standby().promote();
        writable = System.nanoTime();
        writers.awaitEach(LIMIT);
        end.on(pair.primary());
        writers.awaitEach(LIMIT);
        for (int more = 0; more < CALLS_AFTER; more++) {
          writers.awaitEach(LIMIT);
        }
      }
      List<Long> stored;
      try (Connection connection = pair.standby().connectAsApp()) {
        stored = Figures.stored(connection);
      }
      new Figures("PostgreSQL: " + what, began, writable, writers, stored).checkAsynchronous();
      System.out.println(
          "  readers: longest gap "
              + readers.longestGap(began).toMillis()
              + " ms, errors "
              + readers.errors()
              + " "
              + readers.failures());
    }
  }
}
