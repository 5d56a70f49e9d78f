package io.github.guicesql.postgres;

import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.guicesql.drivercontract.FaultsContract;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class PostgresFaultsTest extends FaultsContract {

  PostgresFaultsTest() {
    super(new PostgresEngine());
  }

  /** Such a proxy knows whose statement it is only as long as the client's socket is open. */
  @Test
  void closingCancelsThroughAProxyThatForgetsClients() throws Exception {
    try (BouncerLikeProxy proxy = new BouncerLikeProxy(database.host(), database.port())) {
      String url =
          "jdbc:postgresql://localhost:%d/%s?user=%s&password=%s&sslmode=disable&gssEncMode=disable"
              .formatted(proxy.port(), database.database(), database.user(), database.password());
      Postgres postgres =
          Postgres.at(Duration.ZERO, Duration.ofSeconds(30), url, "POSTGRES_MAX_OPEN_CONNS", "1");

      assertThatClosingEnds(postgres, postgres.connection(), engine.sleep());
    }
  }

  @Test
  void closingEndsABorrowerWhoTriesAgainAndAgain() throws Exception {
    Postgres postgres = Postgres.at(Duration.ZERO, Duration.ofSeconds(30), database.dsn());
    Connection borrowed = postgres.connection();
    CompletableFuture<Void> stubborn =
        CompletableFuture.runAsync(
            () -> {
              Throwable refused = null;
              while (refused == null || ((SQLException) refused).getSQLState().equals("57014")) {
                refused = catchThrowable(() -> Postgres.query(borrowed, engine.sleep()));
              }
            });
    awaitRunning(engine.sleep(), 1);

    postgres.close();

    stubborn.get(20, TimeUnit.SECONDS);
    borrowed.close();
    awaitRunning(engine.sleep(), 0);
    awaitNoSession();
  }
}
