package io.github.guicesql.docs;

import static io.github.guicesql.docs.OpenDatabases.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.zaxxer.hikari.HikariDataSource;
import io.github.guicesql.docs.ConfigurationGuide.Settings;
import io.github.guicesql.postgres.PostgresModule;
import io.github.guicesql.sqlite.SqliteModule;
import io.github.guicesql.sqlmodule.SqlConfigException;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What docs/guides/configuration.md says is so. */
final class ConfigurationGuideTest {

  private static final Path GUIDE = Path.of("../docs/guides/configuration.md");

  @RegisterExtension final OpenDatabases databases = new OpenDatabases();
  @TempDir Path folder;

  @AfterEach
  void forget() {
    System.clearProperty("sqlite.path");
  }

  @Test
  void theFirstSourceThatHasTheValueWins() throws Exception {
    Files.writeString(
        folder.resolve("service.properties"),
        "sqlite.path = from-the-file.db\nSQLITE_SYNCHRONOUS = normal\n");
    System.setProperty("sqlite.path", folder.resolve("from-the-property.db").toString());
    DataSource db =
        databases.of(
            new SqliteModule(SqlOptions.defaults().withConfig(ConfigurationGuide.chain(folder))));
    assertThat(query(db, "pragma synchronous")).isEqualTo("1");
    assertThat(query(db, "pragma busy_timeout")).isEqualTo("10000");
    assertThat(folder.resolve("from-the-property.db")).exists();
  }

  @Test
  void aVaultIsAskedForSecretsOnly() {
    List<String> asked = new ArrayList<>();
    Module module =
        ConfigurationGuide.fromVault(
            path -> {
              asked.add(path);
              return path.equals("postgres.dsn") ? "postgres://app:secret@db.example/shop" : null;
            });
    assertThat(databases.of(module)).isNotNull();
    assertThat(asked)
        .containsExactly(
            "postgres.dsn",
            "postgres.parameters",
            "postgres.password",
            "postgres.migration-password");
  }

  @Test
  void aModuleOfTheServicesOwn() throws Exception {
    Settings settings = new Settings(folder.resolve("a.db"), Duration.ofSeconds(7));
    DataSource db = databases.of(ConfigurationGuide.fromSettings(settings));
    assertThat(query(db, "pragma busy_timeout")).isEqualTo("7000");
  }

  @Test
  void valuesThatAreBoundAlready() throws Exception {
    Properties properties = new Properties();
    properties.setProperty("sqlite.path", ":memory:");
    properties.setProperty("sqlite.max-open-conns", "3");
    DataSource db = databases.of(new ConfigurationGuide.OldModule(properties));
    assertThat(db.unwrap(HikariDataSource.class).getMaximumPoolSize()).isEqualTo(3);
  }

  @Test
  void theHookHasTheLastWordOnThePool() throws Exception {
    SqlOptions options =
        ConfigurationGuide.withPoolHook(
            SqlOptions.defaults().withConfig(ConfigSource.map(Map.of("sqlite.path", ":memory:"))));
    HikariDataSource pool = databases.of(new SqliteModule(options)).unwrap(HikariDataSource.class);
    assertThat(pool.getConnectionTimeout()).isEqualTo(5_000);
    assertThat(pool.getLeakDetectionThreshold()).isEqualTo(60_000);
  }

  @Test
  void whatHasNoKeyIsAsHikaricpHasIt() throws Exception {
    String dsn = "postgres://app:secret@db.example/shop";
    ConfigSource config =
        ConfigSource.map(Map.of("postgres.dsn", dsn, "postgres.max-idle-conns", "2"));
    HikariDataSource pool =
        databases
            .of(new PostgresModule(SqlOptions.defaults().withConfig(config)))
            .unwrap(HikariDataSource.class);
    assertThat(pool.getConnectionTimeout()).isEqualTo(30_000);
    assertThat(pool.getKeepaliveTime()).isEqualTo(120_000);
    assertThat(pool.getIdleTimeout()).isEqualTo(600_000);
  }

  @Test
  void aNamedDatabaseReadsItsOwnKeys() throws Exception {
    Map<String, String> values =
        Map.of(
            "SQLITE_PATH", ":memory:", "SQLITE_AUDIT_LOG_PATH", folder.resolve("b.db").toString());
    Injector injector =
        Guice.createInjector(
            LifecycleModule.using(databases.registry()),
            new SqliteModule(SqlOptions.named("audit-log").withConfig(ConfigSource.map(values))));
    query(injector.getInstance(SqlTokens.named("audit-log").dbKey()), "pragma schema_version");
    assertThat(folder.resolve("b.db")).exists();
  }

  @Test
  void databasesShareWhatTheServiceNames() {
    assertThat(ConfigurationGuide.shared())
        .hasToString("the environment, with max-open-conns, borrow-timeout shared");
  }

  /** The values in the guide give the error in the guide. */
  @Test
  void allThatIsWrongComesInOneError() throws Exception {
    Properties properties = new Properties();
    properties.load(new StringReader(block("properties", "POSTGRES_DSN=")));
    Map<String, String> values = new HashMap<>();
    properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
    SqlOptions options = SqlOptions.defaults().withConfig(ConfigSource.map(values));

    Throwable thrown = catchThrowable(() -> databases.of(new PostgresModule(options)));

    SqlConfigException ours = (SqlConfigException) SqlErrors.find(thrown).orElseThrow();
    assertThat(onOneLine(ours.getMessage()))
        .isEqualTo(onOneLine(block("text", "database.db (postgres)")));
    assertThat(ours.getMessage()).doesNotContain("hunter2");
  }

  /** The guide breaks lines that a terminal would not. */
  private static String onOneLine(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }

  private static String block(String language, String beginning) throws IOException {
    Matcher block =
        Pattern.compile(
                "```" + language + "\\n(" + Pattern.quote(beginning) + ".*?)```", Pattern.DOTALL)
            .matcher(Files.readString(GUIDE));
    assertThat(block.find()).isTrue();
    return block.group(1);
  }
}
