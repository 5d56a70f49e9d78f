package io.github.guicesql.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.google.inject.Guice;
import io.github.guicesql.drivercontract.EveryLog;
import io.github.guicesql.sqlmodule.BuildStage;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can be tried of Oracle, SQL Server and Firebird without a server. */
@Timeout(60)
@Tag("any-jdk")
final class DriversAloneTest {

  private static final String SECRET = "correct-horse-42";

  private static SqlBuildException failure(String dialect, String url, String connectTimeout) {
    ConfigSource config =
        ConfigSource.map(Map.of("JDBC_URL", url, "JDBC_CONNECT_TIMEOUT", connectTimeout));
    Throwable thrown =
        catchThrowable(
            () ->
                Guice.createInjector(
                        new JdbcModule(
                            Dialect.of(dialect), SqlOptions.defaults().withConfig(config)))
                    .getInstance(SqlTokens.defaults().dbKey()));
    return SqlErrors.find(thrown, SqlBuildException.class).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "oracle, jdbc:oracle:thin:app/" + SECRET + "@//localhost:PORT/shop",
    "sqlserver, jdbc:sqlserver://localhost:PORT;user=app;password=" + SECRET,
    "firebird, jdbc:firebird://localhost:PORT/shop?user=app&password=" + SECRET
  })
  void aServerThatIsNotThereIsATypedErrorWithoutTheSecret(String dialect, String url)
      throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    try (EveryLog log = new EveryLog()) {
      SqlBuildException error = failure(dialect, url.replace("PORT", "" + port), "30s");

      assertThat(error.stage()).isEqualTo(BuildStage.PING);
      assertThat(error).hasMessageContaining("The database refused");
      assertThat(JdbcContract.printed(error)).doesNotContain(SECRET);
      assertThat(log.text()).doesNotContain(SECRET);
    }
  }

  /** The driver has the limit, too: no thread goes on waiting for a server that says nothing. */
  @ParameterizedTest
  @CsvSource({
    "oracle, jdbc:oracle:thin:app/" + SECRET + "@//localhost:PORT/shop",
    "sqlserver, jdbc:sqlserver://localhost:PORT;user=app;password=" + SECRET,
    "firebird, jdbc:firebird://localhost:PORT/shop?user=app&password=" + SECRET
  })
  void aServerThatSaysNothingLeavesNoThread(String dialect, String url) throws Exception {
    try (EveryLog log = new EveryLog();
        ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      SqlBuildException error =
          failure(dialect, url.replace("PORT", "" + silent.getLocalPort()), "1s");

      assertThat(error.stage()).isEqualTo(BuildStage.PING);
      assertThat(JdbcContract.printed(error)).doesNotContain(SECRET);
      await()
          .until(
              () ->
                  Thread.getAllStackTraces().keySet().stream()
                      .noneMatch(thread -> thread.getName().endsWith(":ping")));
      assertThat(log.text()).doesNotContain(SECRET);
    }
  }
}
