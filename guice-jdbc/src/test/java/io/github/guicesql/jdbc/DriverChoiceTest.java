package io.github.guicesql.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Properties;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which driver is found for a URL. */
@Tag("any-jdk")
final class DriverChoiceTest {

  static {
    Derby.prepare();
  }

  /** A driver that takes each URL, as some do. */
  private static class Greedy implements Driver {

    @Override
    public @Nullable Connection connect(String url, Properties info) {
      return null;
    }

    @Override
    public boolean acceptsURL(String url) {
      return true;
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) {
      return new DriverPropertyInfo[0];
    }

    @Override
    public int getMajorVersion() {
      return 1;
    }

    @Override
    public int getMinorVersion() {
      return 0;
    }

    @Override
    public boolean jdbcCompliant() {
      return false;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
      throw new SQLFeatureNotSupportedException();
    }
  }

  private static final class GreedyToo extends Greedy {}

  private static final class Failing extends Greedy {

    @Override
    public boolean acceptsURL(String url) {
      throw new IllegalArgumentException("not mine: " + url);
    }
  }

  @Test
  void aKnownUrlsDriverIsTakenWhoeverElseWouldTakeIt() throws SQLException {
    Driver greedy = new Greedy();
    DriverManager.registerDriver(greedy);
    try {
      assertThat(JdbcDrivers.find("jdbc:h2:mem:a", "org.h2.Driver"))
          .isInstanceOf(org.h2.Driver.class);
    } finally {
      DriverManager.deregisterDriver(greedy);
    }
  }

  @Test
  void anyOtherUrlsDriverIsTheOneThatTakesIt() throws SQLException {
    assertThat(JdbcDrivers.find("jdbc:greedy:a", null)).isNull();
    Driver greedy = new Greedy();
    DriverManager.registerDriver(greedy);
    try {
      assertThat(JdbcDrivers.find("jdbc:greedy:a", null)).isSameAs(greedy);
    } finally {
      DriverManager.deregisterDriver(greedy);
    }
  }

  @Test
  void oneThatFailsOverTheUrlIsPassedOver() throws SQLException {
    Driver failing = new Failing();
    Driver greedy = new Greedy();
    DriverManager.registerDriver(failing);
    DriverManager.registerDriver(greedy);
    try {
      assertThat(JdbcDrivers.find("jdbc:greedy:a", null)).isSameAs(greedy);
    } finally {
      DriverManager.deregisterDriver(failing);
      DriverManager.deregisterDriver(greedy);
    }
  }

  @Test
  void ofTwoTheNamedOneIsTaken() throws SQLException {
    Driver first = new Greedy();
    Driver second = new GreedyToo();
    DriverManager.registerDriver(first);
    DriverManager.registerDriver(second);
    try {
      assertThat(JdbcDrivers.find("jdbc:greedy:a", GreedyToo.class.getName())).isSameAs(second);
      assertThat(JdbcDrivers.find("jdbc:greedy:a", Greedy.class.getName())).isSameAs(first);
    } finally {
      DriverManager.deregisterDriver(first);
      DriverManager.deregisterDriver(second);
    }
  }

  /** As old instructions say; the class registers one of another name. */
  @Test
  void derbysOldNameIsAsGoodAsTheNewOne() {
    assertThat(JdbcDrivers.find("jdbc:derby:a", "org.apache.derby.jdbc.EmbeddedDriver"))
        .isNotNull();
  }
}
