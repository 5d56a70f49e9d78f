package io.github.guicesql.transactor.aop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.CreationException;
import com.google.inject.Guice;
import com.google.inject.Inject;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.PrivateModule;
import com.google.inject.name.Named;
import io.github.guicesql.sqlite.SqliteModule;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import io.github.guicesql.transactor.Isolation;
import io.github.guicesql.transactor.TransactionOptions;
import io.github.guicesql.transactor.Transactor;
import io.github.guicesql.transactor.TransactorModule;
import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TransactionalModuleTest {

  private final LifecycleRegistry registry = new LifecycleRegistry();

  @AfterEach
  void close() {
    registry.close();
  }

  /** Stands for Jakarta's, which is the application's own dependency. */
  @Retention(RetentionPolicy.RUNTIME)
  @interface Theirs {
    boolean readOnly() default false;
  }

  static class Feature {

    final DataSource db;
    final Transactor transactor;

    @Inject
    Feature(@Named(SqlTokens.DB) DataSource db, @Named(Transactor.TOKEN) Transactor transactor) {
      this.db = db;
      this.transactor = transactor;
    }

    void execute(String sql) throws SQLException {
      try (Connection connection = db.getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute(sql);
      }
    }

    int count() throws SQLException {
      try (Connection connection = db.getConnection();
          Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery("select count(*) from t")) {
        row.next();
        return row.getInt(1);
      }
    }

    @Transactional(name = "add", isolation = Isolation.SERIALIZABLE, tries = 3)
    String add(boolean failing) throws SQLException, IOException {
      execute("insert into t values (1)");
      if (failing) {
        throw new IOException("checked");
      }
      return transactor.current().name();
    }

    @Transactional(readOnly = true)
    boolean isReadOnly() {
      return transactor.current().isReadOnly();
    }

    @Theirs(readOnly = true)
    boolean isTheirsReadOnly() {
      return transactor.isInTransaction() && transactor.current().isReadOnly();
    }

    boolean isInNone() {
      return !transactor.isInTransaction();
    }
  }

  @Transactional(name = "class")
  static class WholeClass extends Feature {

    @Inject
    WholeClass(@Named(SqlTokens.DB) DataSource db, @Named(Transactor.TOKEN) Transactor transactor) {
      super(db, transactor);
    }

    public String everyMethod() {
      return transactor.current().name();
    }

    @Transactional(name = "own")
    public String ownAnnotation() {
      return transactor.current().name();
    }
  }

  static class Uninterceptable {

    @Transactional
    private static void privateAndStatic() {}

    @Transactional
    static void staticMethod() {}

    @Transactional
    final void finalMethod() {}

    @Transactional
    private void privateMethod() {}

    final void call() {
      privateAndStatic();
      privateMethod();
    }
  }

  static final class FinalClass {
    @Transactional
    void method() {}
  }

  private Injector injector(Module... modules) throws SQLException {
    Injector injector =
        Guice.createInjector(
            LifecycleModule.using(registry),
            new SqliteModule(
                SqlOptions.defaults()
                    .withConfig(ConfigSource.map(Map.of("sqlite.path", ":memory:")))),
            new TransactorModule(),
            com.google.inject.util.Modules.combine(modules));
    injector.getInstance(Feature.class).execute("create table t (n int)");
    return injector;
  }

  @Test
  void annotatedMethodsRunInTransactions() throws Exception {
    Injector injector = injector(new TransactionalModule(), new TransactionalModule());
    Feature feature = injector.getInstance(Feature.class);
    assertThat(feature.add(false)).isEqualTo("add");
    assertThatThrownBy(() -> feature.add(true)).isInstanceOf(IOException.class);
    assertThat(feature.count()).isEqualTo(1);
    assertThat(feature.isReadOnly()).isTrue();
    assertThat(feature.isInNone()).isTrue();
    assertThat(feature.isTheirsReadOnly()).isFalse();
    WholeClass whole = injector.getInstance(WholeClass.class);
    assertThat(whole.everyMethod()).isEqualTo("class");
    assertThat(whole.ownAnnotation()).isEqualTo("own");
  }

  @Test
  void classesOfPrivateModulesAreReachedFromTheRoot() throws Exception {
    PrivateModule hidden =
        new PrivateModule() {
          @Override
          protected void configure() {
            bind(WholeClass.class);
            expose(WholeClass.class);
          }
        };
    WholeClass whole = injector(new TransactionalModule(), hidden).getInstance(WholeClass.class);
    assertThat(whole.everyMethod()).isEqualTo("class");
  }

  @Test
  void otherAnnotationsAreHonouredIfAskedFor() throws Exception {
    TransactionalModule module =
        new TransactionalModule()
            .withAnnotation(
                Theirs.class,
                annotation ->
                    annotation.readOnly()
                        ? TransactionOptions.defaults().readOnly()
                        : TransactionOptions.defaults());
    assertThat(injector(module).getInstance(Feature.class).isTheirsReadOnly()).isTrue();
    assertThat(module)
        .isNotEqualTo(new TransactionalModule())
        .hasToString(
            "TransactionalModule[interface "
                + Transactional.class.getName()
                + ", interface "
                + Theirs.class.getName()
                + "]");
  }

  @Test
  void whatCannotBeInterceptedIsAnErrorWhenTheInjectorIsCreated() {
    assertThatThrownBy(
            () ->
                injector(
                    new TransactionalModule(),
                    binder -> {
                      binder.bind(Uninterceptable.class);
                      binder.bind(FinalClass.class);
                    }))
        .isInstanceOf(CreationException.class)
        .hasMessageContaining("privateMethod is annotated with @")
        .hasMessageContaining("it is private")
        .hasMessageContaining("it is static")
        .hasMessageContaining("it is final")
        .hasMessageContaining("its class is final")
        .hasMessageContaining("transactor.inTransaction");
  }
}
