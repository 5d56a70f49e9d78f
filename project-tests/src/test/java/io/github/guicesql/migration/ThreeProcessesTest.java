package io.github.guicesql.migration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.guicesql.sqltest.MariaDbServer;
import io.github.guicesql.sqltest.MysqlServer;
import io.github.guicesql.sqltest.PostgresServer;
import io.github.guicesql.sqltest.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three instances of a service start at once, and the one that migrates is killed half-way: do the
 * others migrate one after the other, and does nothing of the killed one keep them from it?
 */
final class ThreeProcessesTest {

  private final List<Process> processes = new ArrayList<>();
  private final BlockingQueue<Said> said = new LinkedBlockingQueue<>();

  /** A line of a process. */
  private record Said(Process process, String word) {}

  @AfterEach
  void end() {
    processes.forEach(Process::destroyForcibly);
  }

  @Test
  void onSqlite(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("a.db");

    startThreeAndKillTheFirst("sqlite", "SQLITE_PATH", file.toString());

    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      assertOneAfterTheOther(connection);
    }
    assertThat(folder.resolve("a.db-migration")).doesNotExist();
  }

  @Test
  void onPostgres() throws Exception {
    try (TestDatabase database = PostgresServer.shared().createDatabase()) {
      startThreeAndKillTheFirst("postgres", "POSTGRES_DSN", database.dsn());
      assertOneAfterTheOther(database);
    }
  }

  @Test
  @Tag("long")
  void onMariaDb() throws Exception {
    try (TestDatabase database = MariaDbServer.shared().createDatabase()) {
      startThreeAndKillTheFirst("mysql", "MYSQL_DSN", database.dsn());
      assertOneAfterTheOther(database);
    }
  }

  @Test
  @Tag("long")
  void onMysql() throws Exception {
    try (TestDatabase database = MysqlServer.shared().createDatabase()) {
      startThreeAndKillTheFirst("mysql", "MYSQL_DSN", database.dsn());
      assertOneAfterTheOther(database);
    }
  }

  private void startThreeAndKillTheFirst(String prefix, String key, String value) throws Exception {
    for (int i = 0; i < 3; i++) {
      start(prefix, key, value);
    }
    List<Said> beginning = new ArrayList<>();
    for (int i = 0; i < 4; i++) { // each asks, and one of them begins
      beginning.add(next());
    }
    Said first = only(beginning.stream().filter(one -> one.word().equals("begins")));
    assertThat(beginning).filteredOn(one -> one.word().equals("asks")).hasSize(3);

    first.process().destroyForcibly();

    for (int i = 0; i < 2; i++) {
      Said begins = next();
      assertThat(begins.word()).isEqualTo("begins");
      begins.process().outputWriter(UTF_8).append("go on\n").flush();
      Said ends = next();
      assertThat(ends).isEqualTo(new Said(begins.process(), "ends"));
      awaitServing(begins.process());
    }
  }

  /** The next one may begin before this one serves. */
  private void awaitServing(Process process) throws InterruptedException {
    List<Said> others = new ArrayList<>();
    Said one = next();
    while (!one.equals(new Said(process, "serves"))) {
      others.add(one);
      one = next();
    }
    said.addAll(others);
  }

  private void start(String prefix, String key, String value) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Instance.class.getName(),
                prefix,
                key,
                value)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    processes.add(process);
    Thread reader =
        new Thread(
            () ->
                process
                    .inputReader(UTF_8)
                    .lines()
                    .filter(line -> line.matches("asks|begins|ends|serves"))
                    .forEach(line -> said.add(new Said(process, line))),
            "instance-" + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  private Said next() throws InterruptedException {
    Said next = said.poll(60, TimeUnit.SECONDS);
    assertThat(next).as("a word within a minute").isNotNull();
    return next;
  }

  private static Said only(Stream<Said> stream) {
    List<Said> all = stream.toList();
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  private static void assertOneAfterTheOther(TestDatabase database) throws SQLException {
    try (Connection connection = database.connect()) {
      assertOneAfterTheOther(connection);
    }
  }

  private static void assertOneAfterTheOther(Connection connection) throws SQLException {
    List<String> steps = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select step from steps order by id")) {
      while (rows.next()) {
        steps.add(rows.getString(1));
      }
    }
    assertThat(steps).containsExactly("begins", "begins", "ends", "begins", "ends");
  }
}
