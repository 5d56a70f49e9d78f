package io.github.guicesql.workswith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.AbstractModule;
import com.google.inject.Inject;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.PrivateModule;
import com.google.inject.name.Names;
import io.github.guicesql.sqlite.SqliteModule;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import java.util.List;
import java.util.Map;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.transaction.jdbc.JdbcTransactionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mybatis.guice.MyBatisModule;
import org.mybatis.guice.transactional.Transactional;

/** Its module wants a provider of a data source, which is our key's. */
final class MyBatisTest {

  interface NoteMapper {

    @Insert("insert into notes (text) values (#{text})")
    void add(String text);

    @Select("select count(*) from notes")
    int count();
  }

  static final class NotesModule extends MyBatisModule {

    @Override
    protected void initialize() {
      environmentId("production");
      bindDataSourceProvider(getProvider(SqlTokens.defaults().dbKey()));
      bindTransactionFactoryType(JdbcTransactionFactory.class);
      addMapperClass(NoteMapper.class);
    }
  }

  static final class TwoDatabasesModule extends AbstractModule {

    @Override
    protected void configure() {
      install(new NotesOf(SqlTokens.defaults()));
      install(new NotesOf(SqlTokens.named("archive")));
    }
  }

  static final class NotesOf extends PrivateModule {

    private final SqlTokens tokens;

    NotesOf(SqlTokens tokens) {
      this.tokens = tokens;
    }

    @Override
    protected void configure() {
      install(
          new MyBatisModule() {
            @Override
            protected void initialize() {
              environmentId(tokens.db());
              bindDataSourceProvider(getProvider(tokens.dbKey()));
              bindTransactionFactoryType(JdbcTransactionFactory.class);
              addMapperClass(NoteMapper.class);
            }
          });
      Key<NoteMapper> exposed = Key.get(NoteMapper.class, Names.named(tokens.db()));
      bind(exposed).to(NoteMapper.class);
      expose(exposed);
    }
  }

  static class Notes {

    @Inject NoteMapper mapper;

    @Transactional
    void addBoth(String first, String second) {
      mapper.add(first);
      mapper.add(second);
    }
  }

  @RegisterExtension final Services services = new Services();

  @ParameterizedTest
  @EnumSource
  void itInjectsMappersAndRollsBack(Engine engine) throws Exception {
    Injector injector = services.start(engine, new NotesModule());
    Services.execute(
        Services.db(injector), "create table notes (text varchar(100) not null primary key)");
    Notes notes = injector.getInstance(Notes.class);
    notes.addBoth("one", "two");
    assertThatThrownBy(() -> notes.addBoth("three", "one"))
        .hasMessageContaining("insert into notes");
    assertThat(notes.mapper.count()).isEqualTo(2);
  }

  @Test
  void twoDatabasesAreTwoPrivateModules() throws Exception {
    ConfigSource memory = ConfigSource.map(Map.of("sqlite.archive.path", ":memory:"));
    Injector injector =
        services.start(
            Engine.SQLITE,
            new TwoDatabasesModule(),
            new SqliteModule(SqlOptions.named("archive").withConfig(memory)));
    for (SqlTokens tokens : List.of(SqlTokens.defaults(), SqlTokens.named("archive"))) {
      Services.execute(
          injector.getInstance(tokens.dbKey()), "create table notes (text varchar(100))");
    }
    injector.getInstance(Key.get(NoteMapper.class, Names.named("database.archive.db"))).add("one");
    assertThat(Services.query(Services.db(injector), "select count(*) from notes")).isEqualTo("0");
  }
}
