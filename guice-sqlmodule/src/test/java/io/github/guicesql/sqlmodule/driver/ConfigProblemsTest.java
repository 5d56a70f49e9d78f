package io.github.guicesql.sqlmodule.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.zaxxer.hikari.HikariConfig;
import io.github.guicesql.sqlmodule.BuildStage;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.SqlConfigException;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigProblem;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.config.ConfigValues;
import io.github.guicesql.sqlmodule.config.InvalidValueException;
import io.github.guicesql.sqlmodule.config.Setting;
import io.github.guicesql.sqlmodule.config.SettingParser;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Does one error tell everything that is wrong with a configuration? */
final class ConfigProblemsTest {

  @Test
  void allProblemsComeInOneErrorInTheOrderOfTheSettings() {
    SqlConfigException error =
        errorOf(
            SqlOptions.named("audit-log"),
            Map.of(
                "H2_AUDIT_LOG_CONNECT_TIMEOUT", "5",
                "H2_AUDIT_LOG_PASSWORD", "hunter2",
                "H2_AUDIT_LOG_LETTERS", "mixed",
                "H2_AUDIT_LOG_MAX_OPEN_CONNS", "0",
                "H2_AUDIT_LOG_MAX_IDLE_CONNS", "many",
                "H2_AUDIT_LOG_CONN_MAX_LIFETIME", "-1s"));

    assertThat(error.provider()).isEqualTo("h2");
    assertThat(error.token()).isEqualTo("database.audit-log.db");
    assertThat(error.stage()).isEqualTo(BuildStage.INVALID_CONFIG);
    assertThat(error)
        .hasNoCause()
        .hasMessage(
            """
            database.audit-log.db (h2), INVALID_CONFIG: 7 problems in the configuration:
              - H2_AUDIT_LOG_DATABASE (h2.audit-log.database): It is required but not set. \
            Set it to the name of the database.
              - H2_AUDIT_LOG_PASSWORD (h2.audit-log.password) = "***": It is too short. \
            Write at least 8 characters.
              - H2_AUDIT_LOG_LETTERS (h2.audit-log.letters) = "mixed": It is not a known value. \
            Write one of upper, lower.
              - H2_AUDIT_LOG_MAX_IDLE_CONNS (h2.audit-log.max-idle-conns) = "many": \
            It is not a whole number. Write a whole number from 0 to 10000.
              - H2_AUDIT_LOG_CONN_MAX_LIFETIME (h2.audit-log.conn-max-lifetime) = "-1s": \
            It is negative. Write 0, or from 30s to 8760h, as a duration such as 30s, 250ms, \
            1h30m or PT30S.
              - H2_AUDIT_LOG_MAX_OPEN_CONNS (h2.audit-log.max-open-conns) = "0": \
            It is out of range. Write a whole number from 1 to 10000.
              - H2_AUDIT_LOG_CONNECT_TIMEOUT (h2.audit-log.connect-timeout) = "5": \
            It has no unit. Write 0, or from 10ms to 1h, as a duration such as 30s, 250ms, \
            1h30m or PT30S.\
            """);
    assertThat(error.problems())
        .extracting(ConfigProblem::key)
        .containsExactly(
            "H2_AUDIT_LOG_DATABASE",
            "H2_AUDIT_LOG_PASSWORD",
            "H2_AUDIT_LOG_LETTERS",
            "H2_AUDIT_LOG_MAX_IDLE_CONNS",
            "H2_AUDIT_LOG_CONN_MAX_LIFETIME",
            "H2_AUDIT_LOG_MAX_OPEN_CONNS",
            "H2_AUDIT_LOG_CONNECT_TIMEOUT");
  }

  @Test
  void oneProblemIsOneLine() {
    SqlConfigException error = errorOf(SqlOptions.defaults(), Map.of());

    assertThat(error)
        .hasMessage(
            "database.db (h2), INVALID_CONFIG: H2_DATABASE (h2.database): It is required but not"
                + " set. Set it to the name of the database.");
    assertThat(error.problems())
        .containsExactly(
            new ConfigProblem(
                "H2_DATABASE",
                "h2.database",
                "",
                "It is required but not set.",
                "Set it to the name of the database."));
  }

  @Test
  void moreIdleThanOpenConnectionsIsAProblem() {
    SqlConfigException error =
        errorOf(
            SqlOptions.defaults(),
            Map.of("H2_DATABASE", "x", "H2_MAX_OPEN_CONNS", "3", "H2_MAX_IDLE_CONNS", "4"));

    assertThat(error.problems())
        .containsExactly(
            new ConfigProblem(
                "H2_MAX_IDLE_CONNS",
                "h2.max-idle-conns",
                "4",
                "It is more than the 3 connections that may be open.",
                "Write at most 3, or raise H2_MAX_OPEN_CONNS (h2.max-open-conns)."));
  }

  @Test
  void moreIdleConnectionsThanTheDefaultIsAProblemToo() {
    assertThat(
            errorOf(SqlOptions.defaults(), Map.of("H2_DATABASE", "x", "H2_MAX_IDLE_CONNS", "11")))
        .hasMessageContaining("more than the 10 connections");
  }

  @Test
  void aWrongValueIsNotTakenForItsDefault() {
    SqlConfigException error =
        errorOf(
            SqlOptions.defaults(),
            Map.of("H2_DATABASE", "x", "H2_MAX_IDLE_CONNS", "few", "H2_CONN_MAX_IDLE_TIME", "5m"));

    assertThat(error.problems())
        .extracting(ConfigProblem::key)
        .containsExactly("H2_MAX_IDLE_CONNS");
  }

  @Test
  void severalFaultsOfOneTextAreSeveralProblems() {
    SqlConfigException error =
        errorOf(
            new UrlModule(
                SqlOptions.defaults()
                    .withConfig(
                        ConfigSource.map(Map.of("URL_URL", "x", "URL_MAX_OPEN_CONNS", "0"))),
                text -> {
                  throw new InvalidValueException(
                      List.of(
                          new InvalidValueException.Fault("It has no host.", "Write one."),
                          new InvalidValueException.Fault("It has no port.", "Write one.")));
                }));

    assertThat(error.problems())
        .extracting(ConfigProblem::wrong)
        .containsExactly("It has no host.", "It has no port.", "It is out of range.");
  }

  @Test
  void parserThatFailsIsAProblemOfItsValueAndKeepsItToItself() {
    SqlConfigException error =
        errorOf(
            new UrlModule(
                SqlOptions.defaults()
                    .withConfig(
                        ConfigSource.map(Map.of("URL_URL", "hunter2", "URL_MAX_OPEN_CONNS", "0"))),
                text -> String.valueOf(Integer.parseInt(text))));

    assertThat(error.problems())
        .extracting(ConfigProblem::key)
        .containsExactly("URL_URL", "URL_MAX_OPEN_CONNS");
    assertThat(error.problems().get(0).remedy()).contains("where the database is");
    assertThat(PrintedStackTrace.of(error)).doesNotContain("hunter2");
  }

  @Test
  void valueIsShownOnOneShortLine() {
    SqlConfigException error =
        errorOf(
            SqlOptions.defaults(),
            Map.of("H2_DATABASE", "x", "H2_LETTERS", "up\nper\u0007" + "x".repeat(1000)));

    assertThat(error.problems().get(0).value())
        .startsWith("up\\u000aper\\u0007xxx")
        .endsWith("x…")
        .hasSizeLessThan(130);
    assertThat(error.problems().get(0).toString()).hasLineCount(1);
  }

  @Test
  void whiteSpaceRoundAValueIsNotPartOfIt() {
    Injector injector = Guice.createInjector(H2Module.fresh("H2_LETTERS", " lower \n"));

    assertThat(injector.getInstance(SqlTokens.defaults().dbKey())).isNotNull();
  }

  private static SqlConfigException errorOf(SqlOptions options, Map<String, String> values) {
    return errorOf(new H2Module(options.withConfig(ConfigSource.map(values))));
  }

  private static SqlConfigException errorOf(DriverModule module) {
    Injector injector = Guice.createInjector(module);
    Throwable thrown = catchThrowable(() -> injector.getInstance(module.database().dbKey()));
    return (SqlConfigException) SqlErrors.find(thrown).orElseThrow();
  }

  private static final class UrlModule extends DriverModule {

    UrlModule(SqlOptions options, SettingParser<String> parser) {
      super(
          "url",
          Dialect.MYSQL,
          options,
          List.of(
              Setting.of("url", String.class, parser, "where the database is")
                  .required()
                  .secret()));
    }

    @Override
    protected DriverHandle handle(ConfigValues values, HikariConfig pool) {
      throw new AssertionError("the pool was made");
    }
  }
}
