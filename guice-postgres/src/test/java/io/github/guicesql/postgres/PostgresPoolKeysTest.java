package io.github.guicesql.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.inject.Guice;
import com.google.inject.Injector;
import io.github.guicesql.sqlmodule.SqlConfigException;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqltest.PostgresServer;
import io.github.guicesql.sqltest.TestDatabase;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The keys of the pool and of the session, as a real server sees them. */
@Tag("any-jdk")
final class PostgresPoolKeysTest {

  private static TestDatabase database;

  @BeforeAll
  static void create() {
    database = PostgresServer.shared().createDatabase();
  }

  @AfterAll
  static void drop() {
    database.close();
  }

  @Test
  void theSessionIsAsTheKeysSay() throws Exception {
    try (Postgres setUp = Postgres.at(database.dsn())) {
      setUp.execute("create schema shop");
    }
    try (Postgres postgres =
        Postgres.at(
            database.dsn(),
            "POSTGRES_ISOLATION",
            "serializable",
            "POSTGRES_SCHEMA",
            "shop",
            "POSTGRES_READ_ONLY",
            "true",
            "POSTGRES_INIT_SQL",
            "set statement_timeout = '77s'",
            "POSTGRES_POOL_NAME",
            "orders db",
            "POSTGRES_PARAMETERS",
            "options=-c%20lock_timeout%3D55s")) {
      assertThat(postgres.query("show transaction_isolation")).isEqualTo("serializable");
      assertThat(postgres.query("select current_schema()")).isEqualTo("shop");
      assertThat(postgres.query("show statement_timeout")).isEqualTo("77s");
      assertThat(postgres.query("show lock_timeout")).isEqualTo("55s");
      assertThat(postgres.query("show application_name")).isEqualTo("orders db");
      assertThat(catchThrowable(() -> postgres.execute("create table t (a int)")))
          .hasMessageContaining("read-only");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          postgres://h/db            | connect_timeout=7&application_name=b
          host=h dbname=db           | connect_timeout=7 application_name='b'
          jdbc:postgresql://h/db     | connectTimeout=7&ApplicationName=b
          """)
  void parametersHaveTheDsnsForm(String dsn, String apart) throws Exception {
    PostgresParameters read = Dsns.read(dsn).with(apart, ProcessDefaults.ofThisProcess());

    assertThat(read.properties())
        .containsEntry("connectTimeout", "7")
        .containsEntry("ApplicationName", "b");
  }

  @Test
  void aParameterInTheDsnWins() throws Exception {
    PostgresParameters read =
        Dsns.read("postgres://h/db?application_name=a")
            .with("application_name=b&connect_timeout=7", ProcessDefaults.ofThisProcess());

    assertThat(read.properties())
        .containsEntry("ApplicationName", "a")
        .containsEntry("connectTimeout", "7");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          postgres://h/db        | sslmod=require   | At position 1: the parameter sslmod
          postgres://h/db        | sslcrl=a         | At position 1: the parameter sslcrl
          postgres://h/db        | sslmode          | At position 1: a parameter without '='
          jdbc:postgresql://h/db | a=b&ssl=maybe    | At position 5: the parameter ssl
          postgres://h/db        | password=hunter2 | At position 1: the parameter password has a
          """)
  void whatCannotBeHonouredIsAProblemOfThatKey(String dsn, String apart, String problem) {
    Throwable thrown = catchThrowable(() -> Postgres.at(dsn, "POSTGRES_PARAMETERS", apart).close());
    SqlConfigException error = SqlErrors.find(thrown, SqlConfigException.class).orElseThrow();

    assertThat(error.problems()).anySatisfy(p -> assertThat(p.wrong()).startsWith(problem));
    assertThat(error.problems())
        .allSatisfy(p -> assertThat(p.key()).isEqualTo("POSTGRES_PARAMETERS"));
    assertThat(error.getMessage()).doesNotContain("hunter2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          postgres://h/db?sslmode=verify-full   | sslrootcert=system
          postgres://h/db?sslrootcert=/ca.pem   | sslmode=verify-full
          postgres://h/db?sslcert=me.crt        | sslkey=me.p12
          host=h sslmode=verify-full            | sslrootcert='/the ca.pem'
          jdbc:postgresql://h/db?ssl=true       | sslrootcert=/ca.pem
          jdbc:postgresql:///db?cloudInstance=i | socketFactory=com.example.Factory
          """)
  void parametersMayCompleteWhatTheDsnDemands(String dsn, String apart) throws Exception {
    assertThat(catchThrowable(() -> Postgres.at(dsn).close())).isNotNull();

    Postgres.at(dsn, "POSTGRES_PARAMETERS", apart).close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          postgres://h/db?sslmode=verify-full&a=b | sslrootcert=system          | 37
          postgres://h/db?sslmode=verify-full     | connect_timeout=5           | 17
          postgres://h/db?a=b                     | no-parameter                | 17
          """)
  void whatParametersDoNotCureIsAProblemOfTheDsn(String dsn, String apart, int position) {
    Throwable thrown = catchThrowable(() -> Postgres.at(dsn, "POSTGRES_PARAMETERS", apart).close());

    assertThat(SqlErrors.find(thrown, SqlConfigException.class).orElseThrow().problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.key()).isEqualTo("POSTGRES_DSN");
              assertThat(problem.wrong()).startsWith("At position " + position + ":");
            });
  }

  @Test
  void parametersCompleteTheReadersDsnToo() {
    Map<String, String> values =
        Map.of(
            "POSTGRES_DSN", "postgres://h/db?sslmode=verify-full",
            "POSTGRES_READER_DSN", "postgres://r/db?sslmode=verify-full&a=b",
            "POSTGRES_PARAMETERS", "sslrootcert=system");
    SqlOptions options = SqlOptions.defaults().withReader().withConfig(ConfigSource.map(values));
    Injector injector = Guice.createInjector(new LifecycleModule(), new PostgresModule(options));

    Throwable thrown = catchThrowable(() -> injector.getInstance(SqlTokens.defaults().dbKey()));

    assertThat(SqlErrors.find(thrown, SqlConfigException.class).orElseThrow().problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.key()).isEqualTo("POSTGRES_READER_DSN");
              assertThat(problem.wrong()).startsWith("At position 37:");
            });
  }
}
