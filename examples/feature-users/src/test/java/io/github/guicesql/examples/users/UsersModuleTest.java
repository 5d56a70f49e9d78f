package io.github.guicesql.examples.users;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.Module;
import com.google.inject.spi.Dependency;
import com.google.inject.spi.HasDependencies;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.transactor.Transactor;
import java.util.HashSet;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

final class UsersModuleTest {

  private static final SqlTokens DATABASE = SqlTokens.defaults();

  @Test
  void usersNeedTheTwoKeysOfTheContractAndNothingElse() {
    Injector injector = Guice.createInjector(new TwoKeys(), new UsersModule());

    assertThat(needsOf(injector, Key.get(Users.class)))
        .containsExactlyInAnyOrder(
            DATABASE.dbKey(),
            DATABASE.dialectKey(),
            Key.get(UserTable.class),
            Key.get(AuditTrail.class),
            Transactor.key(DATABASE));
  }

  @Test
  void auditTrailNeedsTheTwoKeysOfTheContractAndNotTheUsers() {
    Injector injector = Guice.createInjector(new TwoKeys(), new AuditModule());

    assertThat(needsOf(injector, Key.get(AuditTrail.class))).containsExactly(DATABASE.dbKey());
    assertThat(needsOf(injector, Key.get(AuditSchema.class)))
        .containsExactly(DATABASE.dialectKey());
    assertThat(injector.getExistingBinding(Key.get(Users.class))).isNull();
  }

  @Test
  void anotherFeatureMayInstallTheAuditTrailToo() {
    Module both = binder -> binder.install(new AuditModule());

    Injector injector = Guice.createInjector(new TwoKeys(), new UsersModule(), both);

    assertThat(injector.getInstance(AuditTrail.class))
        .isSameAs(injector.getInstance(AuditTrail.class));
  }

  /** Injecting a feature must not connect: the data source here would answer null. */
  @Test
  void creatingTheFeatureTouchesNoDatabase() {
    TwoKeys keys = new TwoKeys();

    Guice.createInjector(keys, new UsersModule()).getInstance(Users.class);

    Mockito.verifyNoInteractions(keys.db);
  }

  private static Set<Key<?>> needsOf(Injector injector, Key<?> key) {
    Set<Key<?>> needs = new HashSet<>();
    if (injector.getBinding(key) instanceof HasDependencies binding) {
      for (Dependency<?> dependency : binding.getDependencies()) {
        if (needs.add(dependency.getKey())) {
          needs.addAll(needsOf(injector, dependency.getKey()));
        }
      }
    }
    return needs;
  }

  private static final class TwoKeys extends AbstractModule {

    private final DataSource db = Mockito.mock(DataSource.class);

    @Override
    protected void configure() {
      binder().requireExplicitBindings();
      bind(DATABASE.dbKey()).toInstance(db);
      bind(DATABASE.dialectKey()).toInstance(Dialect.SQLITE);
    }
  }
}
