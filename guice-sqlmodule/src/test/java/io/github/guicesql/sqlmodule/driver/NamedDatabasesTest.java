package io.github.guicesql.sqlmodule.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.inject.CreationException;
import com.google.inject.Guice;
import com.google.inject.Inject;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.name.Named;
import com.zaxxer.hikari.HikariConfig;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.SqlConfigException;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Can a service have several databases that know nothing of each other? */
final class NamedDatabasesTest {

  private final LifecycleRegistry registry = new LifecycleRegistry();

  @AfterEach
  void closeRegistry() {
    registry.close();
  }

  @Test
  void twoSideBySideAreTwo() throws SQLException {
    Both both =
        Guice.createInjector(
                LifecycleModule.using(registry), H2Module.fresh(), H2Module.freshNamed("audit"))
            .getInstance(Both.class);

    execute(both.main, "create table only_here (id int)");
    execute(both.audit, "create table only_here (id int)");

    assertThat(both.mainDialect).isEqualTo(both.auditDialect).isEqualTo(Dialect.POSTGRES);
    assertThat(registry).hasToString("LifecycleRegistry(OPEN, [database.audit.db, database.db])");
  }

  @Test
  void twentySideBySideAreTwentyEachFromItsOwnKeysOfOneSource() throws SQLException {
    List<String> names = IntStream.rangeClosed(1, 20).mapToObj(i -> "shard" + i).toList();
    Map<String, String> values = new HashMap<>();
    for (String name : names) {
      values.put("h2." + name + ".database", H2Module.freshDatabase());
      values.put("h2." + name + ".max-open-conns", name.substring("shard".length()));
      values.put("h2." + name + ".max-idle-conns", "1");
    }
    List<Module> modules = new ArrayList<>(List.of(LifecycleModule.using(registry)));
    for (String name : names) {
      modules.add(new H2Module(SqlOptions.named(name).withConfig(ConfigSource.map(values))));
    }

    Injector injector = Guice.createInjector(modules);

    for (String name : names) {
      DataSource db = injector.getInstance(SqlTokens.named(name).dbKey());
      execute(db, "create table only_here (id int)");
      assertThat(db).hasToString("database." + name + ".db");
      assertThat(db.unwrap(HikariConfig.class).getMaximumPoolSize())
          .isEqualTo(Integer.parseInt(name.substring("shard".length())));
    }
    assertThat(injector.getExistingBinding(SqlTokens.defaults().dbKey())).isNull();
  }

  @Test
  void namedDatabaseDoesNotFallBackToTheKeysOfTheDefaultOne() {
    CreationException failure =
        catchThrowableOfType(
            CreationException.class,
            () ->
                Guice.createInjector(
                    new H2Module(SqlOptions.named("audit").withConfig(H2Module.freshConfig())),
                    binder ->
                        binder
                            .bind(DataSource.class)
                            .to(SqlTokens.named("audit").dbKey())
                            .asEagerSingleton()));

    assertThat(SqlErrors.find(failure).orElseThrow()).hasMessageContaining("H2_AUDIT_DATABASE");
  }

  @Test
  void twoThatFailAtOnceAreBothFound() {
    ConfigSource nothing = ConfigSource.map(Map.of());
    CreationException failure =
        catchThrowableOfType(
            CreationException.class,
            () ->
                Guice.createInjector(
                    new H2Module(SqlOptions.defaults().withConfig(nothing)),
                    new H2Module(SqlOptions.named("audit").withConfig(nothing)),
                    binder -> {
                      binder.bind(NeedsMain.class).asEagerSingleton();
                      binder.bind(NeedsAudit.class).asEagerSingleton();
                    }));

    assertThat(failure).hasNoCause();
    assertThat(SqlErrors.find(failure)).isPresent();
    assertThat(SqlErrors.findAll(failure))
        .extracting(error -> ((SqlConfigException) error).token())
        .containsExactly("database.db", "database.audit.db");
  }

  private static void execute(DataSource db, String sql) throws SQLException {
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static final class Both {
    private final DataSource main;
    private final Dialect mainDialect;
    private final DataSource audit;
    private final Dialect auditDialect;

    @Inject
    Both(
        @Named(SqlTokens.DB) DataSource main,
        @Named(SqlTokens.DIALECT) Dialect mainDialect,
        @Named("database.audit.db") DataSource audit,
        @Named("database.audit.dialect") Dialect auditDialect) {
      this.main = main;
      this.mainDialect = mainDialect;
      this.audit = audit;
      this.auditDialect = auditDialect;
    }
  }

  private static final class NeedsMain {
    @Inject
    NeedsMain(@Named(SqlTokens.DB) DataSource db) {
      assertThat(db).isNotNull();
    }
  }

  private static final class NeedsAudit {
    @Inject
    NeedsAudit(@Named("database.audit.db") DataSource db) {
      assertThat(db).isNotNull();
    }
  }
}
