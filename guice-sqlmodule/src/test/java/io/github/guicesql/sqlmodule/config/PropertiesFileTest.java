package io.github.guicesql.sqlmodule.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.ProvisionException;
import io.github.guicesql.sqlmodule.BuildStage;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.driver.H2Module;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Can a database be configured by a file, and does a broken file say so? */
final class PropertiesFileTest {

  /** Rewritten while a database reads it, a file gives all of its old values or all of its new. */
  @Test
  void aSnapshotStaysWhatItWasWhenTheFileIsRewritten(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("app.properties"), "h2.database=old");
    ConfigSource source =
        ConfigSource.firstOf(ConfigSource.map(Map.of()), ConfigSource.propertiesFile(file));
    ConfigSource snapshot = source.snapshot();

    Files.writeString(file, "h2.database=new");

    assertThat(snapshot.get(KEY)).contains("old");
    assertThat(source.get(KEY)).contains("new");
    assertThat(snapshot.find(KEY))
        .hasValueSatisfying(
            found -> assertThat(found.origin()).isEqualTo("h2.database in the file " + file));
  }

  @Test
  void aDatabaseReadsTheFileOnce(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("app.properties");
    Files.writeString(file, "h2.database=once\nh2.max-open-conns=3");
    AtomicInteger snapshots = new AtomicInteger();
    ConfigSource counted =
        new ConfigSource() {
          @Override
          public Optional<String> get(ConfigKey key) {
            throw new AssertionError("not by way of the snapshot");
          }

          @Override
          public ConfigSource snapshot() {
            snapshots.incrementAndGet();
            return ConfigSource.propertiesFile(file).snapshot();
          }
        };

    Guice.createInjector(new H2Module(SqlOptions.defaults().withConfig(counted)))
        .getInstance(SqlTokens.defaults().dbKey());

    assertThat(snapshots).hasValue(1);
  }

  private static final ConfigKey KEY = ConfigKey.of("h2", "", "database");

  @TempDir Path folder;

  @Test
  void eitherSpellingAndTheTokenWins() throws IOException {
    assertThat(file("H2_DATABASE = by key").get(KEY)).contains("by key");
    assertThat(file("H2_DATABASE=k\nh2.database=by token").get(KEY)).contains("by token");
    assertThat(file("# nothing\nh2.database=  ").get(KEY)).isEmpty();
  }

  @Test
  void textIsUtf8() throws IOException {
    assertThat(file("h2.database=größe-数据-😀").get(KEY)).contains("größe-数据-😀");
  }

  @Test
  void byteOrderMarkDoesNotHideTheFirstLine() throws IOException {
    assertThat(file("\uFEFFh2.database=first").get(KEY)).contains("first");
  }

  @Test
  void otherEncodingIsRefusedRatherThanMisread() throws IOException {
    Path latin1 = folder.resolve("latin1.properties");
    Files.write(latin1, "h2.database=größe".getBytes(StandardCharsets.ISO_8859_1));

    assertThatThrownBy(() -> ConfigSource.propertiesFile(latin1).get(KEY))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("latin1.properties");
  }

  @Test
  void fileIsReadWhenTheDatabaseIsNeeded() throws IOException {
    Path file = folder.resolve("later.properties");
    Injector injector = injector(file);

    Files.writeString(file, "h2.database=" + H2Module.freshDatabase());

    assertThat(injector.getInstance(SqlTokens.defaults().dbKey())).isInstanceOf(DataSource.class);
  }

  @Test
  void missingFileIsATypedErrorAndNotAMissingValue() {
    assertUnreadable(folder.resolve("missing.properties"));
  }

  @Test
  void fileThatCannotBeReadIsATypedError() {
    assertUnreadable(folder);
  }

  @Test
  void malformedFileIsATypedError() throws IOException {
    Path file = folder.resolve("malformed.properties");
    Files.writeString(file, "h2.database=\\u00zz");

    assertUnreadable(file);
  }

  private static void assertUnreadable(Path file) {
    assertThatThrownBy(() -> injector(file).getInstance(SqlTokens.defaults().dbKey()))
        .isInstanceOf(ProvisionException.class)
        .extracting(thrown -> SqlErrors.find(thrown).orElseThrow())
        .isInstanceOfSatisfying(
            SqlBuildException.class,
            error -> {
              assertThat(error.stage()).isEqualTo(BuildStage.RESOLVE_CONFIG);
              assertThat(error).hasMessageContaining("H2_DATABASE").cause().isNotNull();
              assertThat(error.getCause()).hasMessageContaining(file.toString());
            });
  }

  private static Injector injector(Path file) {
    return Guice.createInjector(
        new H2Module(SqlOptions.defaults().withConfig(ConfigSource.propertiesFile(file))));
  }

  private ConfigSource file(String content) throws IOException {
    Path file = folder.resolve("test.properties");
    Files.writeString(file, content);
    return ConfigSource.propertiesFile(file);
  }
}
