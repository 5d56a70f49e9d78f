package io.github.guicesql.workswith;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.AbstractModule;
import com.google.inject.Injector;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.name.Named;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.time.Instant;
import javax.sql.DataSource;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.hibernate.tool.schema.Action;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Hibernate without a persistence.xml. */
final class HibernateTest {

  static final class HibernateModule extends AbstractModule {

    @Provides
    @Singleton
    SessionFactory hibernate(@Named(SqlTokens.DB) DataSource db, LifecycleRegistry registry) {
      SessionFactory factory =
          new HibernatePersistenceConfiguration("notes")
              .managedClass(Note.class)
              .property(AvailableSettings.JAKARTA_NON_JTA_DATASOURCE, db)
              .schemaToolingAction(Action.CREATE)
              .createEntityManagerFactory();
      registry.register("hibernate", factory);
      return factory;
    }
  }

  @RegisterExtension final Services services = new Services();

  @ParameterizedTest
  @EnumSource
  void itCreatesTheSchemaAndFindsWhatItStored(Engine engine) throws Exception {
    Injector injector = services.start(engine, new HibernateModule());
    SessionFactory hibernate = injector.getInstance(SessionFactory.class);
    Note note = new Note("one", Instant.parse("2026-11-26T10:20:30.123Z"));
    hibernate.inTransaction(session -> session.persist(note));
    Note found = hibernate.fromTransaction(session -> session.find(Note.class, note.id()));
    assertThat(found.at()).isEqualTo("2026-11-26T10:20:30.123Z");
    assertThat(
            hibernate.<String>fromTransaction(
                session ->
                    session
                        .createSelectionQuery(
                            "select text from Note order by at limit 1", String.class)
                        .getSingleResult()))
        .isEqualTo("one");
    services.registry().close();
    assertThat(hibernate.isClosed()).isTrue();
  }
}
