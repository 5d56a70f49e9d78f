package io.github.guicesql.sqlmodule.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Can those who need HikariCP or the driver itself get at them? */
final class UnwrapTest {

  private final Injector injector =
      Guice.createInjector(new LifecycleModule(), H2Module.fresh("h2.max-open-conns", "3"));
  private final DataSource db = injector.getInstance(SqlTokens.defaults().dbKey());

  @AfterEach
  void close() {
    injector.getInstance(LifecycleRegistry.class).close();
  }

  @Test
  void poolForMetricsAndSuch() throws Exception {
    assertThat(db.isWrapperFor(HikariDataSource.class)).isTrue();
    assertThat(db.isWrapperFor(HikariConfig.class)).isTrue();
    assertThat(db.unwrap(HikariDataSource.class).getMaximumPoolSize()).isEqualTo(3);
    assertThat(db.unwrap(HikariDataSource.class)).isSameAs(db.unwrap(HikariConfig.class));
  }

  @Test
  void itself() throws Exception {
    assertThat(db.isWrapperFor(DataSource.class)).isTrue();
    assertThat(db.unwrap(DataSource.class)).isSameAs(db);
  }

  @Test
  void driversHandleOnceThereIsAConnection() throws Exception {
    db.getConnection().close();

    assertThat(db.isWrapperFor(DriverHandle.class)).isTrue();
    assertThat(db.unwrap(DriverHandle.class)).asString().startsWith("jdbc:h2:mem:");
  }

  @Test
  void nothingElse() throws Exception {
    assertThat(db.isWrapperFor(String.class)).isFalse();
    assertThatThrownBy(() -> db.unwrap(String.class)).isInstanceOf(SQLException.class);
  }

  @Test
  void lookingDoesNotOpenAConnection() throws Exception {
    assertThat(db.isWrapperFor(JdbcDataSource.class)).isFalse();
    assertThat(db.getLogWriter()).isNull();

    assertThat(db.unwrap(HikariDataSource.class).isRunning()).isFalse();
  }

  @Test
  void connectionsHaveOneUser() {
    assertThatThrownBy(() -> db.getConnection("someone", "else"))
        .isInstanceOf(SQLFeatureNotSupportedException.class)
        .hasMessageContaining("database.db")
        .hasMessageNotContainingAny("someone", "else");
  }
}
