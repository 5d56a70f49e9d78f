package io.github.guicesql.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.guicesql.drivercontract.PingContract;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqltest.PostgresOptions;
import io.github.guicesql.sqltest.PostgresServer;
import io.github.guicesql.sqltest.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PostgresPingTest extends PingContract {

  PostgresPingTest() {
    super(new PostgresEngine());
  }

  @Override
  protected TestServer launchSmall() {
    return PostgresServer.launch(
        PostgresOptions.defaults()
            .withSetting("max_connections", "3")
            .withSetting("superuser_reserved_connections", "0")
            .withSetting("max_wal_senders", "0"));
  }

  @Override
  protected int connections() {
    return 3;
  }

  @Override
  protected void assertFull(SqlBuildException found) {
    assertState(found, "53300");
  }

  @Override
  protected void assertMissing(SqlBuildException found) {
    assertState(found, "3D000");
  }

  /** It is for as long as the server recovers from an archive that takes a second for each file. */
  @Test
  void startingUp(@TempDir Path folder) throws Exception {
    PostgresOptions slow =
        PostgresOptions.defaults()
            .withDataDirectory(folder)
            .withSetting("restore_command", "sleep 1; false");
    try (PostgresServer server = PostgresServer.launch(slow)) {
      String dsn = server.defaultDatabase().dsn();
      server.stop();
      Files.createFile(folder.resolve("data").resolve("recovery.signal"));
      CompletableFuture<Void> starting = CompletableFuture.runAsync(server::start);

      assertThat(firstRefusalOfAServer(dsn))
          .hasMessageContaining("57P03")
          .hasMessageContaining("starting up");

      starting.get();
      Postgres.at(dsn, "POSTGRES_CONNECT_TIMEOUT", "20s").close();
    }
  }

  private SqlBuildException firstRefusalOfAServer(String dsn) {
    return await().until(() -> ping(dsn, "20s"), found -> !found.toString().contains("08001"));
  }
}
