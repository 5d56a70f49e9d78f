package io.github.guicesql.docs;

import static io.github.guicesql.docs.OpenDatabases.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.inject.ProvisionException;
import io.github.guicesql.postgres.PostgresModule;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqltest.PostgresServer;
import io.github.guicesql.sqltest.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

/** What docs/guides/postgres.md says is so, on a real server. */
@Timeout(120)
final class PostgresGuideTest {

  private static final String PASSWORD_FILE = "org.postgresql.pgpassfile";

  private static TestDatabase database;
  @RegisterExtension final OpenDatabases databases = new OpenDatabases();

  @BeforeAll
  static void create() {
    database = PostgresServer.shared().createDatabase();
  }

  @AfterAll
  static void drop() {
    database.close();
  }

  @AfterEach
  void forget() {
    System.clearProperty(PASSWORD_FILE);
  }

  private DataSource at(String dsn, String... more) {
    Map<String, String> config =
        more.length == 0
            ? Map.of("POSTGRES_DSN", dsn)
            : Map.of("POSTGRES_DSN", dsn, more[0], more[1]);
    return databases.of(
        new PostgresModule(SqlOptions.defaults().withConfig(ConfigSource.map(config))));
  }

  private static String keywords(String hosts, String ports, String more) {
    return "host=%s port=%s dbname=%s user=%s password='%s' %s"
        .formatted(
            hosts,
            ports,
            database.database(),
            database.user(),
            database.password().replace("\\", "\\\\").replace("'", "\\'"),
            more);
  }

  private static String jdbc(String parameters) {
    return "jdbc:postgresql://%s:%d/%s?user=%s&password=%s&%s"
        .formatted(
            database.host(),
            database.port(),
            database.database(),
            database.user(),
            URLEncoder.encode(database.password(), StandardCharsets.UTF_8),
            parameters);
  }

  private static int deadPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void theAddressThatAManagedHostGives() throws Exception {
    DataSource db =
        databases.of(PostgresGuide.onManagedHost(Map.of("DATABASE_URL", database.dsn())));
    assertThat(query(db, "select current_database()")).isEqualTo(database.database());
  }

  @Test
  void pgjdbcsOwnPropertiesInAJdbcUrl() throws Exception {
    try (Connection connection = at(jdbc("prepareThreshold=0")).getConnection()) {
      assertThat(connection.unwrap(PGConnection.class).getPrepareThreshold()).isZero();
    }
    assertThatThrownBy(() -> at(keywords(database.host(), "5432", "prepareThreshold=0")))
        .hasMessageContaining("use a jdbc:postgresql: URL");
  }

  @Test
  void theNextHostIsTriedWhenOneDoesNotAnswer() throws Exception {
    String hosts = "localhost," + database.host();
    String ports = deadPort() + "," + database.port();
    DataSource db = at(keywords(hosts, ports, "target_session_attrs=read-write"));
    assertThat(query(db, "select pg_is_in_recovery()")).isEqualTo("f");
  }

  @Test
  void aServerOfTheWrongKindIsRefused() {
    String dsn = keywords(database.host(), "" + database.port(), "target_session_attrs=standby");
    assertThatThrownBy(() -> at(dsn, "POSTGRES_CONNECT_TIMEOUT", "20s"))
        .hasStackTraceContaining("Could not find a server with specified targetServerType");
  }

  @Test
  void aPasswordFile(@TempDir Path folder) throws Exception {
    String escaped = database.password().replace("\\", "\\\\").replace(":", "\\:");
    Path file = folder.resolve("passwords");
    Files.writeString(file, "*:*:*:" + database.user() + ":" + escaped + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    System.setProperty(PASSWORD_FILE, file.toString());
    String withoutPassword =
        "postgres://%s@%s:%d/%s"
            .formatted(database.user(), database.host(), database.port(), database.database());
    assertThat(query(at(withoutPassword), "select current_user")).isEqualTo(database.user());
  }

  @Test
  void settingsOfTheSession() throws Exception {
    String options = "application_name=billing options='-c search_path=shop -c work_mem=8MB'";
    DataSource db = at(keywords(database.host(), "" + database.port(), options));
    assertThat(query(db, "show search_path")).isEqualTo("shop");
    assertThat(query(db, "show work_mem")).isEqualTo("8MB");
    assertThat(query(db, "show application_name")).isEqualTo("billing");
  }

  @Test
  void theSessionIsNamedAfterThePool() throws Exception {
    assertThat(query(at(database.dsn()), "show application_name")).isEqualTo("database.db");
  }

  @Test
  void aBatchIsRewrittenOnRequest() throws Exception {
    assertThat(batch(at(database.dsn()))).containsOnly(1);
    assertThat(batch(at(database.dsn(), "POSTGRES_REWRITE_BATCHES", "true")))
        .containsOnly(Statement.SUCCESS_NO_INFO);
    assertThat(batch(at(jdbc("reWriteBatchedInserts=true"))))
        .containsOnly(Statement.SUCCESS_NO_INFO);
  }

  private static int[] batch(DataSource db) throws SQLException {
    try (Connection connection = db.getConnection();
        Statement create = connection.createStatement()) {
      create.execute("create temporary table b (x int)");
      try (PreparedStatement insert = connection.prepareStatement("insert into b values (?)")) {
        for (int i = 0; i < 4; i++) {
          insert.setInt(1, i);
          insert.addBatch();
        }
        return insert.executeBatch();
      }
    }
  }

  @Test
  void whatToDoAboutAFailedStart() throws Exception {
    String absent =
        "postgres://%s:%s@%s:%d/nowhere"
            .formatted(
                database.user(),
                URLEncoder.encode(database.password(), StandardCharsets.UTF_8).replace("+", "%20"),
                database.host(),
                database.port());
    assertThat(advice(absent)).isEqualTo("Create the database.");
    assertThat(advice("postgres://u:p@localhost:" + deadPort() + "/d"))
        .isEqualTo("Wait for the server, and try again.");
    assertThat(advice("mysql://h/d")).isEqualTo("Read the error.");
  }

  private String advice(String dsn) {
    ProvisionException thrown =
        catchThrowableOfType(
            ProvisionException.class, () -> at(dsn, "POSTGRES_CONNECT_TIMEOUT", "20s"));
    return PostgresGuide.advice(thrown);
  }
}
