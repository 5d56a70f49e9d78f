package io.github.guicesql.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.core.v3.QueryExecutorImpl;

/** {@link PostgresSecretsTest} shows that it leaves out enough; here, that it leaves the rest. */
final class UserlessTraceTest {

  private final Logger logger = Logger.getLogger(QueryExecutorImpl.class.getName());

  @BeforeEach
  @AfterEach
  void asTheDriverComes() {
    logger.setFilter(null);
  }

  private boolean isLogged(String message, Object... parameters) {
    LogRecord traced = new LogRecord(Level.FINEST, message);
    traced.setParameters(parameters);
    return installed().isLoggable(traced);
  }

  private Filter installed() {
    UserlessTrace.install();
    return logger.getFilter();
  }

  @Test
  void leavesOutWhatNamesTheUserAndNothingElse() {
    assertThat(isLogged(" FE=> StartupPacket({0})", "user=me, database=db")).isFalse();
    assertThat(isLogged(" <=BE ErrorMessage({0})", "FATAL: role \"me\" does not exist")).isFalse();
    assertThat(isLogged(" <=BE ParameterStatus({0} = {1})", "session_authorization", "me"))
        .isFalse();
    assertThat(isLogged(" <=BE ParameterStatus({0} = {1})", "TimeZone", "UTC")).isTrue();
    assertThat(isLogged(" FE=> Parse(stmt=null,query=\"select 1\")")).isTrue();
    assertThat(installed().isLoggable(new LogRecord(Level.FINEST, null))).isTrue();
  }

  @Test
  void takesARefusalOffItsRecord() {
    LogRecord traced = new LogRecord(Level.FINE, "Connection error: ");
    traced.setThrown(new SQLException("role \"me\" does not exist"));
    assertThat(installed().isLoggable(traced)).isTrue();
    assertThat(traced.getThrown()).isNull();
    RuntimeException other = new IllegalStateException();
    traced.setThrown(other);
    assertThat(installed().isLoggable(traced)).isTrue();
    assertThat(traced.getThrown()).isSameAs(other);
  }

  @Test
  void isInstalledOnceAndLeavesTheFilterThatWasThereInForce() {
    logger.setFilter(traced -> !"unwanted".equals(traced.getMessage()));
    Filter first = installed();
    assertThat(installed()).isSameAs(first);
    assertThat(isLogged("unwanted")).isFalse();
    assertThat(isLogged("wanted")).isTrue();
  }
}
