package io.github.guicesql.compatibility;

import com.google.inject.Key;
import com.google.inject.Module;
import com.google.inject.util.Providers;
import com.zaxxer.hikari.HikariDataSource;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.SqlTokens;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Provider;
import jakarta.inject.Qualifier;
import jakarta.inject.Singleton;
import java.lang.annotation.Annotation;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.List;
import javax.sql.DataSource;

/** A service that injects with {@code jakarta.inject}. */
final class JakartaConsumerTest extends ConsumerContract {

  @Retention(RetentionPolicy.RUNTIME)
  @Qualifier
  @interface Pool {}

  @Retention(RetentionPolicy.RUNTIME)
  @Qualifier
  @interface Shard {
    int value();
  }

  record ByConstructor(DataSource db, DataSource provided, Dialect dialect) implements Consumer {
    @Inject
    ByConstructor(
        @Named(SqlTokens.DB) DataSource db,
        @Named(SqlTokens.DB) Provider<DataSource> provider,
        @Named(SqlTokens.DIALECT) Dialect dialect) {
      this(db, provider.get(), dialect);
    }
  }

  static final class ByField implements Consumer {
    @Inject
    @Named(SqlTokens.DB)
    private DataSource db;

    @Inject
    @Named(SqlTokens.DB)
    private Provider<DataSource> provider;

    @Inject
    @Named(SqlTokens.DIALECT)
    private Dialect dialect;

    @Override
    public DataSource db() {
      return db;
    }

    @Override
    public DataSource provided() {
      return provider.get();
    }

    @Override
    public Dialect dialect() {
      return dialect;
    }
  }

  static final class ByMethod implements Consumer {
    private DataSource db;
    private DataSource provided;
    private Dialect dialect;

    @Inject
    void set(
        @Named(SqlTokens.DB) DataSource newDb, @Named(SqlTokens.DIALECT) Dialect newDialect) {
      db = newDb;
      dialect = newDialect;
    }

    @Inject
    void provide(@Named(SqlTokens.DB) Provider<DataSource> provider) {
      provided = provider.get();
    }

    @Override
    public DataSource db() {
      return db;
    }

    @Override
    public DataSource provided() {
      return provided;
    }

    @Override
    public Dialect dialect() {
      return dialect;
    }
  }

  @Singleton
  record OneOfItsKind(DataSource db, DataSource provided, Dialect dialect) implements Consumer {
    @Inject
    OneOfItsKind(@Named(SqlTokens.DB) DataSource db, @Named(SqlTokens.DIALECT) Dialect dialect) {
      this(db, db, dialect);
    }
  }

  static final class Legacy implements LegacyConsumer {
    @Inject private DataSource unannotated;
    @Inject private Provider<DataSource> unannotatedProvider;

    @Inject
    @Named("mysql")
    private DataSource named;

    @Inject
    @Named("mysql")
    private Provider<DataSource> namedProvider;

    @Inject @Pool private DataSource qualified;
    @Inject @Pool private Provider<DataSource> qualifiedProvider;

    @Inject
    @Shard(2)
    private DataSource shard;

    @Override
    public List<DataSource> unannotated() {
      return List.of(unannotated, unannotatedProvider.get());
    }

    @Override
    public List<DataSource> named() {
      return List.of(named, namedProvider.get());
    }

    @Override
    public List<DataSource> qualified() {
      return List.of(qualified, qualifiedProvider.get());
    }

    @Override
    public DataSource qualifiedWithValue() {
      return shard;
    }
  }

  static final class PoolProvider implements Provider<DataSource> {
    @Inject private HikariDataSource pool;

    @Override
    public DataSource get() {
      return pool;
    }
  }

  @Override
  List<Class<? extends Consumer>> consumers() {
    return List.of(ByConstructor.class, ByField.class, ByMethod.class);
  }

  @Override
  Class<? extends Consumer> singleton() {
    return OneOfItsKind.class;
  }

  @Override
  Class<? extends LegacyConsumer> legacyConsumer() {
    return Legacy.class;
  }

  @Override
  Class<? extends Annotation> qualifier() {
    return Pool.class;
  }

  @Override
  Annotation qualifierWithValue() throws Exception {
    return Legacy.class.getDeclaredField("shard").getAnnotation(Shard.class);
  }

  @Override
  Module legacyPool(Key<DataSource> key, HikariDataSource pool) {
    return binder -> {
      binder.bind(HikariDataSource.class).toInstance(pool);
      binder.bind(key).toProvider(Providers.guicify(new PoolProvider())).in(Singleton.class);
    };
  }
}
