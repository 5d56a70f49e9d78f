package io.github.guicesql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.Guice;
import com.google.inject.Inject;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.Stage;
import com.google.inject.name.Named;
import io.github.guicesql.drivercontract.ModuleContract;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class SqliteModuleTest extends ModuleContract {

  @TempDir Path folder;
  private int databases;

  @Override
  protected String prefix() {
    return "SQLITE";
  }

  @Override
  protected String required() {
    return "PATH";
  }

  @Override
  protected Dialect dialect() {
    return Dialect.SQLITE;
  }

  @Override
  protected Module module(SqlOptions options) {
    return new SqliteModule(options);
  }

  @Override
  protected Map<String, String> database() {
    return in("app" + databases++ + ".db");
  }

  private Map<String, String> in(String fileName) {
    return Map.of("PATH", folder.resolve(fileName).toString());
  }

  private Injector inject(Stage stage, Module... modules) {
    List<Module> all = new ArrayList<>(List.of(modules));
    all.add(LifecycleModule.using(registry()));
    return Guice.createInjector(stage, all);
  }

  @ParameterizedTest
  @EnumSource(Stage.class)
  void creatingTheInjectorTouchesNoFileAndStartsNoThread(Stage stage) {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    inject(
        stage,
        new SqliteModule(options("", in("a.db"))),
        binder -> binder.bind(Feature.class).asEagerSingleton());
    assertThat(folder).isEmptyDirectory();
    assertThat(Thread.getAllStackTraces().keySet()).isSubsetOf(before);
  }

  /** A feature that knows the contract alone. */
  private static final class Feature {
    @Inject
    Feature(@Named(SqlTokens.DB) DataSource dataSource) {
      assertThat(dataSource).isNotNull();
    }
  }

  @Test
  void twentyDatabasesSideBySideCloseNewestFirst() throws Exception {
    List<Module> modules = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      String name = "d" + i;
      modules.add(new SqliteModule(options(name, in(name))));
    }
    Injector injector = inject(Stage.PRODUCTION, modules.toArray(Module[]::new));
    for (int i = 0; i < 20; i++) {
      try (Connection connection =
          injector.getInstance(SqlTokens.named("d" + i).dbKey()).getConnection()) {
        Sqlite.execute(connection, "create table t" + i + " (x)");
      }
    }
    for (int i = 0; i < 20; i++) {
      try (Connection connection =
          injector.getInstance(SqlTokens.named("d" + i).dbKey()).getConnection()) {
        assertThat(Sqlite.query(connection, "select group_concat(name) from sqlite_schema"))
            .isEqualTo("t" + i);
      }
    }
    assertThat(registry().toString())
        .contains("database.d19.db, database.d18.db,")
        .endsWith("database.d0.db])");
    registry().close();
    assertThat(folder.toFile().list()).hasSize(20);
  }

  @Test
  void aBuildThatFailedForItsFolderCanBeTriedAgain() throws Exception {
    Injector injector = inject(Stage.DEVELOPMENT, new SqliteModule(options("", in("later/a.db"))));
    assertThatThrownBy(() -> injector.getInstance(SqlTokens.defaults().dbKey()))
        .hasMessageContaining("does not exist");
    assertThat(registry()).hasToString("LifecycleRegistry(OPEN, [])");
    Files.createDirectory(folder.resolve("later"));
    assertAnswers(injector.getInstance(SqlTokens.defaults().dbKey()));
  }
}
