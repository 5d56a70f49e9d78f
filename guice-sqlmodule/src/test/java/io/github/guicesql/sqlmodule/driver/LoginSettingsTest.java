package io.github.guicesql.sqlmodule.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.zaxxer.hikari.HikariConfig;
import io.github.guicesql.sqlmodule.CredentialsSource;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqlmodule.SqlConfigException;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.config.ConfigProblem;
import io.github.guicesql.sqlmodule.config.ConfigReader;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.config.ConfigText;
import io.github.guicesql.sqlmodule.config.ConfigValues;
import io.github.guicesql.sqlmodule.config.EffectiveValue;
import io.github.guicesql.sqlmodule.config.Setting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Do a user, a password and an address that are written apart come together? */
final class LoginSettingsTest {

  @TempDir Path folder;

  @Test
  void completeAnAddressThatLacksThem() {
    Login login = login("url.url", "host", "url.user", "app", "url.password", " hunter2 ");

    assertThat(login.user()).isEqualTo("app");
    assertThat(login.password()).isEqualTo(" hunter2 ");
  }

  @Test
  void maySayTheSameAsTheAddress() {
    Login login =
        login("url.url", "app:hunter2@host", "url.user", "app", "url.password", "hunter2");

    assertThat(login.user()).isEqualTo("app");
    assertThat(login.password()).isEqualTo("hunter2");
  }

  @Test
  void areNotNeeded() {
    assertThat(login("url.url", "app:hunter2@host").password()).isEqualTo("hunter2");
    assertThat(login("url.url", "host").user()).isNull();
  }

  @Test
  void anotherUserOrPasswordInTheAddressIsOneProblemThatNamesBoth() {
    SqlConfigException error =
        errorOf("url.url", "app:hunter2@host", "url.user", "web", "url.password", "hunter3");

    String remedy = "Write the same in both, or leave it out of one of them.";
    assertThat(error.problems())
        .containsExactly(
            new ConfigProblem(
                "URL_USER", "url.user", "web", "URL_URL (url.url) names another user.", remedy),
            new ConfigProblem(
                "URL_PASSWORD",
                "url.password",
                "***",
                "URL_URL (url.url) names another password.",
                remedy));
    assertThat(PrintedStackTrace.of(error)).doesNotContain("hunter2").doesNotContain("hunter3");
  }

  @Test
  void aTrailingLineEndIsNoPartOfThePassword() throws Exception {
    for (String end : List.of("", "\n", "\r\n")) {
      assertThat(login("url.url", "host", "url.password-file", file(" hunter2 " + end)).password())
          .isEqualTo(" hunter2 ");
    }
    assertThat(login("url.url", "host", "url.password-file", file("hunter2\n\n")).password())
        .isEqualTo("hunter2\n");
  }

  @Test
  void aByteOrderMarkIsNoPartOfThePassword() throws Exception {
    Path file = Files.writeString(folder.resolve("password"), "\ufeffhunter2\r\n");

    assertThat(login("url.url", "host", "url.password-file", file.toString()).password())
        .isEqualTo("hunter2");
    assertThat(CredentialsSource.passwordFile("app", file).get().password()).isEqualTo("hunter2");
  }

  @Test
  void aPasswordForMigrationsIsTakenAsItIs() {
    ConfigReader reader =
        new ConfigReader("x", "", (key, type) -> Optional.of(new ConfigText(" pw ", "a test")));

    reader.read(DriverModule.MIGRATION_PASSWORD);

    assertThat(reader.values().get(DriverModule.MIGRATION_PASSWORD)).isEqualTo(" pw ");
  }

  @Test
  void theAddressMayBeInAFile() throws Exception {
    assertThat(login("url.url-file", file("app:hunter2@host\n")).password()).isEqualTo("hunter2");
  }

  @Test
  void aValueAndItsFileAreOneProblemThatNamesBoth() throws Exception {
    String file = file("hunter2");
    SqlConfigException error =
        errorOf("url.url", "host", "url.password", "hunter2", "url.password-file", file);

    assertThat(error.problems())
        .containsExactly(
            new ConfigProblem(
                "URL_PASSWORD_FILE",
                "url.password-file",
                file,
                "URL_PASSWORD (url.password) is set, too.",
                "Leave one of the two out."));
  }

  @Test
  void aFileThatCannotBeReadIsNamed() {
    String missing = folder.resolve("missing").toString();
    SqlConfigException error =
        errorOf("url.url-file", folder.toString(), "url.password-file", missing);

    assertThat(error.problems())
        .extracting(ConfigProblem::key, ConfigProblem::value, ConfigProblem::wrong)
        .containsExactly(
            tuple("URL_URL_FILE", folder.toString(), "The file cannot be read (IOException)."),
            tuple("URL_PASSWORD_FILE", missing, "The file cannot be read (NoSuchFileException)."));
  }

  @Test
  void anEmptyFileIsAProblem() throws Exception {
    assertThat(errorOf("url.url-file", file("\n")))
        .hasMessageContaining("URL_URL_FILE")
        .hasMessageContaining("The file is empty.");
  }

  @Test
  void whatIsWrongWithAFilesTextIsReportedForTheFile() throws Exception {
    String file = file("${PASSWORD}\n");
    SqlConfigException error = errorOf("url.url", "host", "url.password-file", file);

    assertThat(error.problems())
        .extracting(ConfigProblem::key, ConfigProblem::value, ConfigProblem::wrong)
        .containsExactly(
            tuple("URL_PASSWORD_FILE", file, "It is a placeholder that nobody has replaced."));
  }

  @ParameterizedTest
  @ValueSource(strings = {"hunter2", "/hunter2", "//hunter2+x="})
  void aPasswordInPlaceOfItsFileIsNotShown(String password) {
    SqlConfigException error =
        errorOf("url.url", "host", "url.password-file", password, "url.url-file", "\0hunter2");

    assertThat(PrintedStackTrace.of(error)).contains("URL_PASSWORD_FILE").doesNotContain("hunter2");
  }

  @Test
  void theAddressIsRequiredInOneOfTheTwoPlaces() {
    assertThat(errorOf())
        .hasMessageContaining(
            "URL_URL (url.url): It is required but not set. Set it to where the database is, or"
                + " URL_URL_FILE (url.url-file) to a file with it.");
  }

  @Test
  void effectiveValuesSayWhereEachIsFromAndShowNoSecret() throws Exception {
    String file = file("hunter2");
    UrlModule module = module("url.url", "host", "url.password-file", file);
    login(module);

    assertThat(module.values().effective())
        .extracting(EffectiveValue::toString)
        .contains(
            "URL_PASSWORD = *** (the file in url.password-file in a map)",
            "URL_PASSWORD_FILE = " + file + " (url.password-file in a map)");
  }

  private String file(String text) throws Exception {
    return Files.writeString(Files.createTempFile(folder, "secret", ""), text).toString();
  }

  private static Login login(String... keysAndValues) {
    return login(module(keysAndValues));
  }

  private static Login login(UrlModule module) {
    Throwable thrown = build(module);
    assertThat(SqlErrors.find(thrown, SqlBuildException.class).orElseThrow().getCause())
        .isInstanceOf(Reached.class);
    return module.login(module.values());
  }

  private static SqlConfigException errorOf(String... keysAndValues) {
    return SqlErrors.find(build(module(keysAndValues)), SqlConfigException.class).orElseThrow();
  }

  private static Throwable build(UrlModule module) {
    Injector injector = Guice.createInjector(module);
    return catchThrowable(() -> injector.getInstance(module.database().dbKey()));
  }

  private static UrlModule module(String... keysAndValues) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      values.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return new UrlModule(SqlOptions.defaults().withConfig(ConfigSource.map(values)));
  }

  private static final class Reached extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** A driver whose address is {@code user:password@host}. */
  private static final class UrlModule extends DriverModule {

    private static final Setting<String> URL =
        Setting.of("url", String.class, text -> text, "where the database is")
            .required()
            .secret()
            .orFile();

    private @Nullable ConfigValues values;

    UrlModule(SqlOptions options) {
      super(
          "url", Dialect.MYSQL, options, List.of(URL, LoginSettings.USER, LoginSettings.PASSWORD));
    }

    private ConfigValues values() {
      return Objects.requireNonNull(values);
    }

    @Override
    protected Login addressLogin(ConfigValues read) {
      String[] parts = read.get(URL).split("[:@]", -1);
      return parts.length == 1 ? Login.NONE : new Login(parts[0], parts[1]);
    }

    @Override
    protected DriverHandle handle(ConfigValues read, HikariConfig pool) {
      values = read;
      throw new Reached();
    }
  }
}
