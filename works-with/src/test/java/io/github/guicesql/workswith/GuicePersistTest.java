package io.github.guicesql.workswith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.AbstractModule;
import com.google.inject.Inject;
import com.google.inject.Injector;
import com.google.inject.Provider;
import com.google.inject.name.Named;
import com.google.inject.persist.PersistService;
import com.google.inject.persist.Transactional;
import com.google.inject.persist.jpa.JpaPersistModule;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Guice Persist reads its properties when it starts: until then, our pool can be put there. */
final class GuicePersistTest {

  static final class NotesModule extends AbstractModule {

    private final Map<String, Object> properties = new HashMap<>();

    @Override
    protected void configure() {
      install(new JpaPersistModule("notes").properties(properties));
      requestInjection(this);
    }

    @Inject
    void start(
        @Named(SqlTokens.DB) DataSource db, PersistService service, LifecycleRegistry registry) {
      properties.put("jakarta.persistence.nonJtaDataSource", db);
      service.start();
      registry.register("jpa", drain -> service.stop());
    }
  }

  static class Notes {

    @Inject Provider<EntityManager> entities;

    @Transactional
    void add(String text) {
      entities.get().persist(new Note(text, Instant.EPOCH));
      entities.get().flush();
      if (text.isEmpty()) {
        throw new IllegalStateException("empty");
      }
    }
  }

  @RegisterExtension final Services services = new Services();

  @ParameterizedTest
  @EnumSource
  void itInjectsEntityManagersAndRollsBack(Engine engine) throws Exception {
    Injector injector = services.start(engine, new NotesModule());
    Notes notes = injector.getInstance(Notes.class);
    notes.add("one");
    assertThatThrownBy(() -> notes.add("")).isInstanceOf(IllegalStateException.class);
    assertThat(Services.query(Services.db(injector), "select count(*) from note")).isEqualTo("1");
    services.registry().close();
    assertThatThrownBy(() -> notes.add("two")).isInstanceOf(RuntimeException.class);
  }
}
