package io.github.guicesql.workswith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.constraint;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import com.google.inject.AbstractModule;
import com.google.inject.Injector;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.name.Named;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.SqlTokens;
import java.util.Locale;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.exception.IntegrityConstraintViolationException;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The ids of our dialects are the names of jOOQ's. */
final class JooqTest {

  static final class JooqModule extends AbstractModule {

    @Provides
    @Singleton
    DSLContext jooq(@Named(SqlTokens.DB) DataSource db, @Named(SqlTokens.DIALECT) Dialect dialect) {
      return DSL.using(db, SQLDialect.valueOf(dialect.id().toUpperCase(Locale.ROOT)));
    }
  }

  private static final Table<?> NOTES = table(name("notes"));
  private static final Field<String> TEXT = field(name("text"), SQLDataType.VARCHAR(100).notNull());

  @RegisterExtension final Services services = new Services();

  @ParameterizedTest
  @EnumSource
  void itSpeaksTheEnginesDialect(Engine engine) throws Exception {
    Injector injector = services.start(engine, new JooqModule());
    DSLContext jooq = injector.getInstance(DSLContext.class);
    jooq.createTable(NOTES).column(TEXT).constraint(constraint().primaryKey(TEXT)).execute();
    jooq.insertInto(NOTES, TEXT).values("one").onConflict(TEXT).doNothing().execute();
    assertThatThrownBy(
            () ->
                jooq.transaction(
                    tx -> {
                      tx.dsl().insertInto(NOTES, TEXT).values("two").execute();
                      tx.dsl().insertInto(NOTES, TEXT).values("one").execute();
                    }))
        .isInstanceOf(IntegrityConstraintViolationException.class);
    assertThat(jooq.fetchCount(NOTES)).isEqualTo(1);
    assertThat(jooq.dialect()).hasToString(engine.name());
  }
}
