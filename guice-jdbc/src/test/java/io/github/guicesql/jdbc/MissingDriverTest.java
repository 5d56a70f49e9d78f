package io.github.guicesql.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.inject.Guice;
import com.google.inject.Module;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.SqlConfigException;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigProblem;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Does the error for a driver that is not there say what to add? */
@Tag("any-jdk")
final class MissingDriverTest {

  /** The class path without any driver. */
  private static final class WithoutDrivers extends ClassLoader {

    private static final String OURS = JdbcModule.class.getPackageName() + ".";

    WithoutDrivers() {
      super(MissingDriverTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.matches(
          "(org[.](h2|hsqldb|duckdb|apache[.]derby|firebirdsql)|oracle|com[.]micro).*")) {
        throw new ClassNotFoundException(name);
      }
      if (!name.startsWith(OURS)) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded == null ? findClass(name) : loaded;
      }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      try (InputStream file = getResourceAsStream(name.replace('.', '/') + ".class")) {
        byte[] bytes = file.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  private static SqlOptions options(String... keysAndValues) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      values.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return SqlOptions.defaults().withConfig(ConfigSource.map(values));
  }

  private static ConfigProblem problem(Module module) {
    Throwable thrown =
        catchThrowable(
            () -> Guice.createInjector(module).getInstance(SqlTokens.defaults().dbKey()));
    return SqlErrors.find(thrown, SqlConfigException.class).orElseThrow().problems().get(0);
  }

  private static Module withoutDrivers(SqlOptions options) throws ReflectiveOperationException {
    return (Module)
        new WithoutDrivers()
            .loadClass(JdbcModule.class.getName())
            .getConstructor(Dialect.class, SqlOptions.class)
            .newInstance(Dialect.H2, options);
  }

  @ParameterizedTest
  @CsvSource({
    "jdbc:h2:mem:a, com.h2database:h2",
    "jdbc:hsqldb:mem:a, org.hsqldb:hsqldb",
    "jdbc:derby:a, org.apache.derby:derby",
    "jdbc:derby://h/a, org.apache.derby:derbyclient",
    "jdbc:duckdb:a, org.duckdb:duckdb_jdbc",
    "jdbc:oracle:thin:u/hunter2@//h/a, com.oracle.database.jdbc:ojdbc11",
    "jdbc:sqlserver://h;password=hunter2, com.microsoft.sqlserver:mssql-jdbc",
    "jdbc:firebird://h/a, org.firebirdsql.jdbc:jaybird",
    "jdbc:firebirdsql://h/a, org.firebirdsql.jdbc:jaybird",
  })
  void theErrorNamesTheArtifact(String url, String artifact) throws Exception {
    ConfigProblem problem = problem(withoutDrivers(options("JDBC_URL", url)));

    assertThat(problem)
        .hasToString(
            "JDBC_URL (jdbc.url) = \"***\": Its JDBC driver is not on the class path. Add "
                + artifact
                + " to the dependencies.");
  }

  @Test
  void ofAnUnknownDriverItNamesTheUrlsScheme() {
    ConfigProblem problem =
        problem(
            new JdbcModule(Dialect.of("informix"), options("JDBC_URL", "jdbc:informix-x://h/d")));

    assertThat(problem.remedy())
        .isEqualTo(
            "Add the driver of jdbc:informix-x: to the dependencies. If it is there, name its class"
                + " under JDBC_DRIVER.");
  }

  @Test
  void aClassThatIsNotThereIsNamed() {
    ConfigProblem problem =
        problem(
            new JdbcModule(
                Dialect.H2, options("JDBC_URL", "jdbc:h2:mem:a", "JDBC_DRIVER", "org.h2.Drive")));

    assertThat(problem)
        .hasToString(
            "JDBC_DRIVER (jdbc.driver) = \"org.h2.Drive\": There is no such class on the class path."
                + " Add the driver's artifact to the dependencies, com.h2database:h2, or correct the"
                + " name.");
  }

  @Test
  void aUrlInPlaceOfTheClassIsShownWithoutItsPassword() {
    ConfigProblem problem =
        problem(
            new JdbcModule(
                Dialect.H2,
                options(
                    "JDBC_URL", "jdbc:h2:mem:a", "JDBC_DRIVER", "jdbc:h2:mem:a;PASSWORD=hunter2")));

    assertThat(problem.value()).isEqualTo("jdbc:h2:mem:a;PASSWORD=***");
  }

  @Test
  void aClassThatIsNoDriverOfTheUrlIsNamed() {
    ConfigProblem problem =
        problem(
            new JdbcModule(
                Dialect.of("foo"),
                options("JDBC_URL", "jdbc:foo:a", "JDBC_DRIVER", "org.h2.Driver")));

    assertThat(problem.wrong()).isEqualTo("It registers no driver that takes the URL, jdbc:foo:.");
  }
}
