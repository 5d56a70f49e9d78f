package io.github.guicesql.sqlmodule.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.name.Names;
import io.github.guicesql.sqlmodule.BuildStage;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What does one see when the configuration itself cannot be read? */
final class FailingSourceTest {

  private final IllegalStateException sealedVault = new IllegalStateException("vault is sealed");

  @Test
  void sourcesExceptionIsTheCauseOfATypedError() {
    assertResolveFailure(
        SqlOptions.named("audit")
            .withConfig(
                key -> {
                  throw sealedVault;
                }));
  }

  @Test
  void soIsAnExceptionOfAServicesOwnModule() {
    assertResolveFailure(SqlOptions.named("audit").withConfigModule(throwing("h2.audit.database")));
  }

  @Test
  void soIsAnExceptionWithinAChain() {
    assertResolveFailure(
        SqlOptions.named("audit")
            .withConfig(
                ConfigSource.firstOf(
                    key -> Optional.empty(),
                    key -> {
                      throw sealedVault;
                    })));
  }

  private Module throwing(String token) {
    return new AbstractModule() {
      @Override
      protected void configure() {
        bind(String.class)
            .annotatedWith(Names.named(token))
            .toProvider(
                () -> {
                  throw sealedVault;
                });
      }
    };
  }

  private void assertResolveFailure(SqlOptions options) {
    SqlBuildException error =
        failure(Guice.createInjector(new H2Module(options)), SqlTokens.named("audit"));

    assertThat(error.stage()).isEqualTo(BuildStage.RESOLVE_CONFIG);
    assertThat(error.provider()).isEqualTo("h2");
    assertThat(error.token()).isEqualTo("database.audit.db");
    assertThat(error)
        .hasMessageContaining("H2_AUDIT_DATABASE (h2.audit.database) could not be read")
        .cause()
        .isSameAs(sealedVault);
  }

  @Test
  void sourceThatAnswersNullIsATypedErrorToo() {
    @SuppressWarnings("NullAway") // it is what somebody does who has no null checker
    ConfigSource source = key -> null;

    SqlBuildException error =
        failure(Guice.createInjector(new H2Module(SqlOptions.defaults().withConfig(source))));

    assertThat(error.stage()).isEqualTo(BuildStage.RESOLVE_CONFIG);
    assertThat(error).hasCauseInstanceOf(NullPointerException.class);
  }

  @Test
  void sourceThatRecoversIsAskedAgain() {
    AtomicBoolean sealed = new AtomicBoolean(true);
    ConfigSource values = H2Module.freshConfig();
    Injector injector =
        Guice.createInjector(
            new H2Module(
                SqlOptions.defaults()
                    .withConfig(
                        key -> {
                          if (sealed.get()) {
                            throw sealedVault;
                          }
                          return values.get(key);
                        })));

    assertThat(failure(injector)).cause().isSameAs(sealedVault);
    sealed.set(false);

    assertThat(injector.getInstance(SqlTokens.defaults().dbKey())).isNotNull();
  }

  private static SqlBuildException failure(Injector injector) {
    return failure(injector, SqlTokens.defaults());
  }

  private static SqlBuildException failure(Injector injector, SqlTokens database) {
    Throwable thrown = catchThrowable(() -> injector.getInstance(database.dbKey()));
    return (SqlBuildException) SqlErrors.find(thrown).orElseThrow();
  }
}
