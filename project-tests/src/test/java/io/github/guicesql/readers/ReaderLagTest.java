package io.github.guicesql.readers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import io.github.guicesql.mysql.MysqlModule;
import io.github.guicesql.postgres.PostgresModule;
import io.github.guicesql.sqlmodule.SqlConfigException;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A bound of the lag is refused where nobody measures it. */
final class ReaderLagTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          POSTGRES | postgres://u@a/db              | postgres://u@replica/db                      | POSTGRES_READER_DSN
          POSTGRES | postgres://u@a,b/db            | postgres://u@a,b/db2?target_session_attrs=standby | POSTGRES_READER_DSN
          MYSQL    | mariadb://u@a/db               | mariadb://u@replica/db                       | MYSQL_READER_DSN
          MYSQL    | jdbc:mariadb:sequential://a,b/db?user=u | -                                   | MYSQL_DSN
          """)
  void aBoundThatCannotBeKept(String kind, String dsn, String reader, String named) {
    SqlConfigException refused =
        SqlErrors.find(
                catchThrowable(() -> start(kind, dsn, reader, "5s")), SqlConfigException.class)
            .orElseThrow();

    assertThat(refused).hasMessageContaining(kind + "_READER_MAX_LAG").hasMessageContaining(named);
    assertThat(refused.problems()).hasSize(1);
    start(kind, dsn, reader, "0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          POSTGRES | postgres://u@a/db    | -
          POSTGRES | postgres://u@a,b/db  | -
          POSTGRES | postgres://u@a,b/db?target_session_attrs=primary | -
          POSTGRES | postgres://u@a/db    | postgres://u@a,replica/db
          MYSQL    | mariadb://u@a/db     | -
          MYSQL    | mariadb://u@a,b/db   | -
          MYSQL    | mariadb://u@a/db     | mariadb://u@a,replica/db
          """)
  void aBoundThatIsKept(String kind, String dsn, String reader) {
    start(kind, dsn, reader, "5s");
  }

  private static void start(String kind, String dsn, String address, String lag) {
    Map<String, String> keys = new HashMap<>();
    keys.put(kind + "_DSN", dsn);
    keys.put(kind + "_READER_MAX_LAG", lag);
    if (address != null) {
      keys.put(kind + "_READER_DSN", address);
    }
    SqlOptions options = SqlOptions.defaults().withConfig(ConfigSource.map(keys)).withReader();
    Module driver =
        kind.equals("POSTGRES") ? new PostgresModule(options) : new MysqlModule(options);
    Injector injector = Guice.createInjector(new LifecycleModule(), driver);
    DataSource reader = injector.getInstance(SqlTokens.defaults().reader().dbKey());
    assertThat(reader).isNotNull();
  }
}
