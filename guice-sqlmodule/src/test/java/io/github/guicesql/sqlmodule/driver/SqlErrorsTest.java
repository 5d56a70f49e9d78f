package io.github.guicesql.sqlmodule.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.inject.ConfigurationException;
import com.google.inject.CreationException;
import com.google.inject.Guice;
import com.google.inject.Inject;
import com.google.inject.ProvisionException;
import com.google.inject.name.Named;
import com.google.inject.spi.Message;
import io.github.guicesql.sqlmodule.BuildStage;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqlmodule.SqlConfigException;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlModuleException;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Is our error found inside whatever it was wrapped in? */
final class SqlErrorsTest {

  private final SqlBuildException first = error("database.first.db");
  private final SqlBuildException second = error("database.second.db");

  @Test
  void errorItself() {
    assertThat(SqlErrors.find(first)).containsSame(first);
  }

  @Test
  void nothingInWhatIsNotOurs() {
    assertThat(SqlErrors.find(new IllegalStateException(new Exception("x")))).isEmpty();
    assertThat(SqlErrors.findAll(new CreationException(List.of(new Message("x"))))).isEmpty();
    Throwable unbound =
        catchThrowable(() -> Guice.createInjector().getInstance(SqlTokens.defaults().dbKey()));
    assertThat(unbound).isInstanceOf(ConfigurationException.class);
    assertThat(SqlErrors.find(unbound)).isEmpty();
  }

  @Test
  void causesAndSuppressed() {
    Exception cleanup = new Exception("cleanup failed", second);
    Exception wrapped = new IllegalStateException(new Exception(first));
    wrapped.addSuppressed(cleanup);

    assertThat(SqlErrors.findAll(wrapped)).containsExactlyInAnyOrder(first, second);
    assertThat(SqlErrors.find(cleanup)).containsSame(second);
  }

  @Test
  void outermostComesFirst() {
    SqlBuildException outer =
        new SqlBuildException("h2", "database.db", BuildStage.RESOLVE_CONFIG, "x", first);

    assertThat(SqlErrors.findAll(new Exception(outer))).containsExactly(outer, first);
    assertThat(SqlErrors.find(new Exception(outer))).containsSame(outer);
  }

  @Test
  void guicesErrorsWithOneProblemAndWithSeveral() {
    List<Message> one = List.of(message(first));
    List<Message> several = List.of(new Message("x"), message(first), message(second));

    assertThat(SqlErrors.findAll(new CreationException(one))).containsExactly(first);
    assertThat(SqlErrors.findAll(new ProvisionException(one))).containsExactly(first);
    assertThat(SqlErrors.findAll(new ConfigurationException(one))).containsExactly(first);
    assertThat(SqlErrors.findAll(new CreationException(several))).containsExactly(first, second);
    assertThat(SqlErrors.findAll(new ProvisionException(several))).containsExactly(first, second);
    assertThat(SqlErrors.findAll(new ConfigurationException(several)))
        .containsExactly(first, second);
  }

  @Test
  void guicesErrorsInsideEachOther() {
    ProvisionException inner = new ProvisionException(List.of(message(first), message(second)));
    CreationException outer =
        new CreationException(List.of(new Message("x"), new Message(List.of(), "y", inner)));

    assertThat(SqlErrors.findAll(new RuntimeException(outer))).containsExactly(first, second);
  }

  @Test
  void errorOnTwoPathsIsFoundOnce() {
    Exception wrapped = new Exception(first);
    wrapped.addSuppressed(new Exception(first));

    assertThat(SqlErrors.findAll(wrapped)).containsExactly(first);
  }

  @Test
  void cyclesEnd() {
    Exception cause = new Exception("cause");
    Exception wrapped = new Exception("wrapped", cause);
    cause.initCause(wrapped);
    cause.addSuppressed(first);
    first.addSuppressed(wrapped);

    assertThat(SqlErrors.findAll(wrapped)).containsExactly(first);
  }

  @Test
  void whatFoundErrorsAreCannotBeChanged() {
    List<SqlModuleException> found = SqlErrors.findAll(first);

    assertThatThrownBy(found::clear).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void realOnesOfAnInjectorThatStarts() {
    H2Module broken = new H2Module(SqlOptions.defaults().withConfig(ConfigSource.map(Map.of())));

    Throwable starting =
        catchThrowable(
            () ->
                Guice.createInjector(
                    broken, binder -> binder.bind(Needs.class).asEagerSingleton()));
    Throwable running = catchThrowable(() -> Guice.createInjector(broken).getInstance(Needs.class));

    assertThat(starting).isInstanceOf(CreationException.class);
    assertThat(running).isInstanceOf(ProvisionException.class);
    assertThat(SqlErrors.findAll(starting)).hasOnlyElementsOfType(SqlConfigException.class);
    assertThat(SqlErrors.findAll(running)).hasOnlyElementsOfType(SqlConfigException.class);
    assertThat(SqlErrors.findAll(starting)).hasSize(1);
    assertThat(SqlErrors.findAll(running)).hasSize(1);
  }

  private static Message message(Throwable cause) {
    return new Message(List.of(), "failed", cause);
  }

  private static SqlBuildException error(String token) {
    return new SqlBuildException("h2", token, BuildStage.OPEN, "It failed.", null);
  }

  private static final class Needs {
    @Inject
    Needs(@Named(SqlTokens.DB) DataSource db) {
      assertThat(db).isNotNull();
    }
  }
}
