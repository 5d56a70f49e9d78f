package io.github.guicesql.sqlmodule.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.CreationException;
import com.google.inject.Guice;
import com.google.inject.Injector;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import org.junit.jupiter.api.Test;

/** Does a database belong to the injector that its module was installed in? */
final class ChildInjectorTest {

  @Test
  void childUsesTheDatabaseOfItsParent() throws Exception {
    Injector parent = Guice.createInjector(new LifecycleModule(), H2Module.fresh());
    Injector child = parent.createChildInjector(binder -> binder.bind(Feature.class));

    try (LifecycleRegistry registry = parent.getInstance(LifecycleRegistry.class)) {
      Feature feature = child.getInstance(Feature.class);

      assertThat(feature.two()).isEqualTo(2);
      assertThat(feature.db).isSameAs(parent.getInstance(SqlTokens.defaults().dbKey()));
      assertThat(registry).hasToString("LifecycleRegistry(OPEN, [database.db])");
    }
  }

  @Test
  void databaseOfAChildIsTheChildsAloneButCloses() throws Exception {
    Injector parent = Guice.createInjector(new LifecycleModule());
    Injector one = parent.createChildInjector(H2Module.fresh());
    Injector other = parent.createChildInjector(H2Module.fresh());
    assertThat(parent.getExistingBinding(SqlTokens.defaults().dbKey())).isNull();

    try (LifecycleRegistry registry = parent.getInstance(LifecycleRegistry.class)) {
      assertThat(one.getInstance(Feature.class).two()).isEqualTo(2);
      assertThat(other.getInstance(Feature.class).two()).isEqualTo(2);
      assertThat(one.getInstance(SqlTokens.defaults().dbKey()))
          .isNotSameAs(other.getInstance(SqlTokens.defaults().dbKey()));
      assertThat(registry).hasToString("LifecycleRegistry(OPEN, [database.db, database.db])");
    }
  }

  @Test
  void registryMadeJustInTimeForAChildIsTheOneOfTheWholeTree() throws Exception {
    Injector parent = Guice.createInjector();
    Injector child = parent.createChildInjector(H2Module.fresh());

    assertThat(child.getInstance(Feature.class).two()).isEqualTo(2);

    LifecycleRegistry registry = parent.getInstance(LifecycleRegistry.class);
    assertThat(registry).hasToString("LifecycleRegistry(OPEN, [database.db])");
    assertThat(child.getInstance(LifecycleRegistry.class)).isSameAs(registry);
    registry.close();
  }

  @Test
  void childCannotReplaceItsParentsDatabase() {
    Injector parent = Guice.createInjector(H2Module.fresh());

    assertThatThrownBy(() -> parent.createChildInjector(H2Module.fresh()))
        .isInstanceOf(CreationException.class)
        .hasMessageContaining("database.db");
  }
}
