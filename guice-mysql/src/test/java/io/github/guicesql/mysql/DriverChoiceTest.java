package io.github.guicesql.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.inject.Guice;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import java.io.File;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which driver a connection string gets, in a JVM that has both, one, or none. */
@Timeout(60)
@Tag("any-jdk")
final class DriverChoiceTest {

  private static final String MARIADB_JAR = "mariadb-java-client";
  private static final String MYSQL_JAR = "mysql-connector-j";
  private static final String ADD_EITHER =
      "Add org.mariadb.jdbc:mariadb-java-client, or com.mysql:mysql-connector-j,";

  /** Prints what each connection string gets. */
  static final class Child {
    public static void main(String[] dsns) {
      for (String dsn : dsns) {
        System.out.println("> " + answer(dsn).replace('\n', ' '));
      }
      System.out.println(
          "> threads "
              + Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList());
    }

    private static String answer(String dsn) {
      ConfigSource source = ConfigSource.map(Map.of("MYSQL_DSN", dsn));
      MysqlModule module = new MysqlModule(SqlOptions.defaults().withConfig(source));
      Throwable thrown =
          catchThrowable(
              () -> Guice.createInjector(module).getInstance(SqlTokens.defaults().dbKey()));
      if (thrown != null) {
        return SqlErrors.find(thrown).map(Throwable::toString).orElse(thrown.toString());
      }
      try {
        return MysqlParameters.read(dsn).connector().name();
      } catch (Exception e) {
        return e.toString();
      }
    }
  }

  private static List<String> answers(String without, String... dsns) throws Exception {
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> Arrays.stream(without.split(" ")).noneMatch(entry::contains))
            .collect(Collectors.joining(File.pathSeparator));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", classPath, Child.class.getName()));
    command.addAll(List.of(dsns));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), Charset.defaultCharset());
    assertThat(process.waitFor()).as(output).isZero();
    return output.lines().filter(line -> line.startsWith("> ")).map(l -> l.substring(2)).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-                | MySQL   | MariaDB | MariaDB | MySQL   | MariaDB",
        "mysql-connector-j | MariaDB | MariaDB | MariaDB | Add com.mysql:mysql-connector-j | MariaDB",
        "mariadb-java-client | MySQL | MySQL   | MySQL   | MySQL   | Add org.mariadb.jdbc:mariadb-java-client",
      })
  void takesTheOneThatIsThere(
      String without, String mysql, String mariaDb, String go, String jdbcMysql, String jdbcMariaDb)
      throws Exception {
    List<String> answers =
        answers(
            without.equals("-") ? "nothing-at-all" : without,
            "mysql://u:p@h/d",
            "mariadb://u:p@h/d",
            "u:p@tcp(h)/d",
            "jdbc:mysql://h/d",
            "jdbc:mariadb://h/d");
    assertThat(answers.get(0)).contains(mysql);
    assertThat(answers.get(1)).contains(mariaDb);
    assertThat(answers.get(2)).contains(go);
    assertThat(answers.get(3)).contains(jdbcMysql);
    assertThat(answers.get(4)).contains(jdbcMariaDb);
    // The driver's thread comes with the first connection, not before.
    assertThat(answers.get(5)).contains("main").doesNotContain("mysql-cj");
  }

  @Test
  void saysWhatToAddWhereThereIsNone() throws Exception {
    List<String> answers =
        answers(
            MARIADB_JAR + " " + MYSQL_JAR,
            "u:hidden@tcp(h)/d",
            "mysql://u:hidden@h/d",
            "jdbc:mysql://h/d?password=hidden",
            "jdbc:mariadb://h/d?password=hidden",
            "u:hidden@tcp(h)");
    assertThat(answers.subList(0, 4))
        .allSatisfy(answer -> assertThat(answer).contains("SqlConfigException", "MYSQL_DSN"))
        .allSatisfy(answer -> assertThat(answer).contains("driver is not on the class path"))
        .allSatisfy(answer -> assertThat(answer).doesNotContain("hidden"));
    assertThat(answers.get(0)).contains(ADD_EITHER);
    assertThat(answers.get(1)).contains(ADD_EITHER);
    assertThat(answers.get(2)).contains("Add com.mysql:mysql-connector-j");
    assertThat(answers.get(3)).contains("Add org.mariadb.jdbc:mariadb-java-client");
    assertThat(answers.get(4)).contains("no '/' before");
  }
}
