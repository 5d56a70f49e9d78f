package io.github.guicesql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.name.Named;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How many classes does a start load, compared with a module for HikariCP that is written by hand?
 * Classes are most of a start's time, and their number is the same each time.
 */
@Tag("any-jdk")
final class StartTest {

  /**
   * On JDK 17 they are some 100 more, of which some 45 are Guice's for a private module. It depends
   * on HikariCP's threads whether they are up to 4 fewer or 2 more, and they are 12 more when the
   * compiler was not told to concatenate strings inline.
   */
  private static final int MORE = 115;

  @TempDir private Path folder;

  @Test
  void classesUntilTheFirstRow() throws Exception {
    assertThat(classes(OfModule.class)).isLessThan(classes(ByHand.class) + MORE);
  }

  private long classes(Class<?> main) throws Exception {
    Path log = folder.resolve(main.getSimpleName() + ".log");
    Process jvm =
        ChildJvm.start(
            Map.of(
                "JDK_JAVA_OPTIONS",
                "-Xlog:class+load:file=" + log + ":none",
                "SQLITE_PATH",
                folder.resolve(main.getSimpleName() + ".db").toString()),
            main);
    assertThat(jvm.waitFor()).isZero();
    List<String> lines = Files.readAllLines(log);
    assertThat(lines).anyMatch(line -> line.startsWith(main.getName() + " "));
    return lines.stream().filter(line -> line.contains(" source: ")).count();
  }

  private static void readOneRow(DataSource dataSource) throws Exception {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select 1")) {
      if (!row.next()) {
        throw new AssertionError("no row");
      }
    }
    Runtime.getRuntime().halt(0); // closing loads more
  }

  static final class OfModule {

    private OfModule() {}

    public static void main(String[] arguments) throws Exception {
      Injector injector =
          Guice.createInjector(LifecycleModule.using(new LifecycleRegistry()), new SqliteModule());
      readOneRow(injector.getInstance(SqlTokens.defaults().dbKey()));
    }
  }

  static final class ByHand extends AbstractModule {

    @Provides
    @Singleton
    @Named(SqlTokens.DB)
    DataSource dataSource() {
      HikariConfig pool = new HikariConfig();
      pool.setJdbcUrl("jdbc:sqlite:" + System.getenv("SQLITE_PATH"));
      return new HikariDataSource(pool);
    }

    public static void main(String[] arguments) throws Exception {
      Injector injector = Guice.createInjector(new ByHand());
      readOneRow(injector.getInstance(SqlTokens.defaults().dbKey()));
    }
  }
}
