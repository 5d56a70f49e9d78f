package io.github.guicesql.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.Guice;
import io.github.guicesql.drivercontract.EveryLog;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Does a secret that is taken out of the URL mean the same to the driver? */
@Timeout(60)
@Tag("any-jdk")
final class EncryptionTest {

  static {
    Derby.prepare();
  }

  @TempDir Path folder;

  private DataSource open(LifecycleRegistry registry, String dialect, String url) {
    ConfigSource config = ConfigSource.map(Map.of("JDBC_URL", url));
    return Guice.createInjector(
            LifecycleModule.using(registry),
            new JdbcModule(Dialect.of(dialect), SqlOptions.defaults().withConfig(config)))
        .getInstance(SqlTokens.defaults().dbKey());
  }

  @ParameterizedTest
  @CsvSource({
    "h2, jdbc:h2:file:FOLDER/a;CIPHER=AES;USER=sa;PASSWORD=SECRET sa, correct-horse-42,"
        + " wrong-horse-42",
    "hsqldb, jdbc:hsqldb:file:FOLDER/a;shutdown=true;crypt_type=blowfish;crypt_key=SECRET,"
        + " 604a6105889da65326bf35790a923932, 704a6105889da65326bf35790a923933",
    "derby, jdbc:derby:FOLDER/a;create=true;dataEncryption=true;bootPassword=SECRET,"
        + " correct-horse-42, wrong-horse-42"
  })
  void aDatabaseOpensWithItsKeyOnly(String dialect, String form, String secret, String wrong)
      throws Exception {
    String url = form.replace("FOLDER", folder.toString());
    try (EveryLog log = new EveryLog()) {
      try (LifecycleRegistry registry = new LifecycleRegistry()) {
        DataSource db = open(registry, dialect, url.replace("SECRET", secret));
        JdbcContract.execute(db, "create table t (i int)", "insert into t values (1)");
      }
      shutDown(dialect);
      try (LifecycleRegistry registry = new LifecycleRegistry()) {
        DataSource db = open(registry, dialect, url.replace("SECRET", wrong));
        assertThatThrownBy(db::getConnection).isInstanceOf(SQLException.class);
      }
      try (LifecycleRegistry registry = new LifecycleRegistry()) {
        DataSource db = open(registry, dialect, url.replace("SECRET", secret));
        assertThat(JdbcContract.number(db, "select count(*) from t")).isEqualTo(1);
      }
      assertThat(log.text()).doesNotContain(secret).doesNotContain(wrong);
    }
  }

  private void shutDown(String dialect) {
    if (dialect.equals("derby")) {
      Derby.shutDown(folder.resolve("a"));
    }
  }
}
