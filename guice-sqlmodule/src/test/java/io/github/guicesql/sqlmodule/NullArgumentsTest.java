package io.github.guicesql.sqlmodule;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.Key;
import com.google.inject.Module;
import com.google.inject.Provider;
import com.zaxxer.hikari.HikariConfig;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.legacy.ExistingDataSourceModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A null that would be noticed late, or taken for "none", is refused at once and by its name. */
@NullUnmarked
final class NullArgumentsTest {

  private static final SqlOptions OPTIONS = SqlOptions.defaults();
  private static final SqlTokens DATABASE = SqlTokens.defaults();
  private static final Key<DataSource> KEY = Key.get(DataSource.class);
  private static final LifecycleRegistry REGISTRY = new LifecycleRegistry();

  private static Arguments refused(String parameter, ThrowingCallable call) {
    return Arguments.of(parameter, call);
  }

  static Stream<Arguments> calls() {
    return Stream.of(
        refused("newSource", () -> OPTIONS.withConfig(null)),
        refused("module", () -> OPTIONS.withConfigModule((Module) null)),
        refused("hook", () -> OPTIONS.withPool((Consumer<HikariConfig>) null)),
        refused("decorator", () -> OPTIONS.withDataSource((UnaryOperator<DataSource>) null)),
        refused("migration", () -> OPTIONS.withMigration(null)),
        refused("newCredentials", () -> OPTIONS.withCredentials(null)),
        refused("name", () -> SqlTokens.named(null)),
        refused("name", () -> Migration.named(null, source -> {})),
        refused("migration", () -> Migration.named("users", null)),
        refused("user", () -> CredentialsSource.fixed(null, "secret")),
        refused("user", () -> CredentialsSource.passwordFile(null, Path.of("password"))),
        refused("file", () -> CredentialsSource.passwordFile("app", null)),
        refused("interval", () -> CredentialsSource.fixed("app", "secret").checkedEvery(null)),
        refused("file", () -> ConfigSource.propertiesFile(null)),
        refused("source", () -> ConfigSource.sharing(null)),
        refused("registry", () -> LifecycleModule.using(null)),
        refused("closer", () -> REGISTRY.register("jobs", (LifecycleRegistry.Closer) null)),
        refused("resource", () -> REGISTRY.register("jobs", (AutoCloseable) null)),
        refused(
            "key",
            () -> ExistingDataSourceModule.of((Key<DataSource>) null, DATABASE, Dialect.MYSQL)),
        refused(
            "instance",
            () -> ExistingDataSourceModule.of((DataSource) null, DATABASE, Dialect.MYSQL)),
        refused(
            "provider",
            () ->
                ExistingDataSourceModule.of((Provider<DataSource>) null, DATABASE, Dialect.MYSQL)),
        refused("database", () -> ExistingDataSourceModule.of(KEY, null, Dialect.MYSQL)),
        refused("dialect", () -> ExistingDataSourceModule.of(KEY, DATABASE, null)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("calls")
  void areRefused(String parameter, ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(NullPointerException.class).hasMessage(parameter);
  }
}
