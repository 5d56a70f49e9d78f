package io.github.guicesql.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

final class H2MemoryTest extends JdbcContract {

  H2MemoryTest() {
    super(JdbcEngine.H2);
  }

  @Override
  String url() {
    return "jdbc:h2:mem:" + UUID.randomUUID();
  }

  @Override
  String refusedUrl() {
    return urlWithLogin() + ";IFEXISTS=TRUE";
  }

  /** What is taken out of the URL is the password that H2 itself would read there. */
  @Test
  void anEscapedPasswordIsTheOneThatH2Reads() throws Exception {
    String url = url();
    execute(db(start("JDBC_URL", url, "JDBC_PASSWORD", "a;b\\c")), "create table t (i int)");
    String withLogin = url + ";USER=sa;PASSWORD=a\\;b\\\\c";

    try (Connection direct = DriverManager.getConnection(withLogin);
        Statement statement = direct.createStatement()) {
      statement.execute("insert into t values (1)");
    }

    DataSource again = db(start("JDBC_URL", withLogin, "JDBC_USER", "", "JDBC_PASSWORD", ""));
    assertThat(number(again, "select count(*) from t")).isEqualTo(1);
  }
}
