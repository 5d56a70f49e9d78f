package io.github.guicesql.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.guicesql.sqlmodule.internal.hosts.HostDriver.Failure;
import io.github.guicesql.sqlmodule.internal.hosts.HostStatus;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the variables of a host mean, those of products that no test here runs included. */
class MysqlHostDriverTest {

  @ParameterizedTest
  @ValueSource(strings = {"read_only", "super_read_only", "innodb_read_only"})
  void aHostWithOneOfTheseOnIsReadOnly(String variable) throws SQLException {
    assertThat(MysqlHostDriver.status(Map.of(variable, "1")).readOnly()).isTrue();
    assertThat(MysqlHostDriver.status(Map.of(variable, "ON")).primary()).isFalse();
    assertThat(MysqlHostDriver.status(Map.of(variable, "0")).readOnly()).isFalse();
    assertThat(MysqlHostDriver.status(Map.of(variable, "OFF")).primary()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "gtid_current_pos, 0-1-100, 100",
    "gtid_current_pos, '0-1-100,2-7-5', 105",
    "gtid_current_pos, '', 0",
    "gtid_executed, 3e11fa47-71ca-11e1-9e33-c80aa9429562:1-100, 100",
    "gtid_executed, '3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5:7,\n"
        + "4e11fa47-71ca-11e1-9e33-c80aa9429562:3', 7"
  })
  void thePositionIsTheNumberOfTransactions(String variable, String gtids, long position)
      throws SQLException {
    assertThat(MysqlHostDriver.status(Map.of(variable, gtids)).position()).isEqualTo(position);
  }

  @Test
  void aNodeOfAGaleraClusterIsAPrimaryOfThatCluster() throws SQLException {
    HostStatus status = MysqlHostDriver.status(galera("Primary", "ON"));

    assertThat(status).isEqualTo(new HostStatus(true, false, "cluster", 0, 42));
  }

  @ParameterizedTest
  @CsvSource({"non-Primary, ON", "Disconnected, OFF", "Primary, OFF"})
  void aNodeOutsideOfItsClusterIsNotReady(String component, String ready) {
    assertThatThrownBy(() -> MysqlHostDriver.status(galera(component, ready)))
        .isInstanceOfSatisfying(
            SQLException.class,
            thrown -> assertThat(driver().failure(thrown)).isEqualTo(Failure.NOT_READY))
        .hasMessageContaining(component);
  }

  @ParameterizedTest
  @CsvSource({
    "28000, 1045, REFUSED",
    "08004, 1040, REFUSED",
    "08S01, 1053, NOT_READY",
    "08S01, 1047, NOT_READY",
    "HY000, 1290, NOT_READY",
    "08S01, 0, NO_ANSWER",
    "08000, -1, NO_ANSWER"
  })
  void anErrorOfTheServerIsAnAnswer(String state, int code, Failure expected) {
    assertThat(driver().failure(new SQLException("", state, code))).isEqualTo(expected);
  }

  private static MysqlHostDriver driver() {
    return new MysqlHostDriver(
        List.of(),
        (host, limit) -> {
          throw new AssertionError();
        },
        thrown -> thrown.getSQLState().startsWith("08"));
  }

  private static Map<String, String> galera(String component, String ready) {
    Map<String, String> row = new HashMap<>();
    row.put("read_only", "0");
    row.put("wsrep_on", "1");
    row.put("wsrep_cluster_status", component);
    row.put("wsrep_ready", ready);
    row.put("wsrep_cluster_state_uuid", "cluster");
    row.put("wsrep_last_committed", "42");
    return row;
  }
}
