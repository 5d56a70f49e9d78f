package io.github.guicesql.workswith;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Inject;
import com.google.inject.Injector;
import com.google.inject.name.Named;
import com.google.inject.name.Names;
import io.github.guicesql.sqlmodule.SqlTokens;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.guice.AbstractJdbiDefinitionModule;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Requires our key and exposes a {@code Jdbi} under the same name. */
final class JdbiTest {

  static final class JdbiModule extends AbstractJdbiDefinitionModule {

    JdbiModule() {
      super(Names.named(SqlTokens.DB));
    }

    @Override
    public void configureJdbi() {}
  }

  static final class Notes {

    private final Jdbi jdbi;

    @Inject
    Notes(@Named(SqlTokens.DB) Jdbi jdbi) {
      this.jdbi = jdbi;
    }

    void add(String text) {
      jdbi.useTransaction(notes -> notes.execute("insert into notes (text) values (?)", text));
    }
  }

  @RegisterExtension final Services services = new Services();

  @ParameterizedTest
  @EnumSource
  void itInjectsAndCommits(Engine engine) throws Exception {
    Injector injector = services.start(engine, new JdbiModule());
    Services.execute(Services.db(injector), "create table notes (text varchar(100))");
    injector.getInstance(Notes.class).add("one");
    List<String> texts =
        injector
            .getInstance(Notes.class)
            .jdbi
            .withHandle(notes -> notes.select("select text from notes").mapTo(String.class).list());
    assertThat(texts).containsExactly("one");
  }
}
