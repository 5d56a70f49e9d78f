package io.github.guicesql.sqlmodule.legacy;

import com.google.inject.AbstractModule;
import com.google.inject.Binder;
import com.google.inject.Key;
import com.google.inject.Provider;
import com.google.inject.Scopes;
import io.github.guicesql.sqlmodule.BuildStage;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqlmodule.SqlTokens;
import java.sql.SQLException;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Binds another key, which a service's older classes inject, to a database of the contract.
 *
 * <ul>
 *   <li>Requires {@code @Named("database.db") DataSource} or {@code @Named("database.dialect")
 *       Dialect}, or the same for the given database.
 *   <li>Binds the alias, a key with any annotation or none, to the very same object.
 * </ul>
 *
 * <pre>{@code
 * install(new SqliteModule());
 * install(AliasModule.dataSource(Key.get(DataSource.class), SqlTokens.defaults()));
 * install(AliasModule.dataSource(Key.get(DataSource.class, Reports.class), SqlTokens.named("reports")));
 * }</pre>
 *
 * <p>An alias builds nothing before it is injected, in every {@code Stage}, and is as thread-safe
 * as its target. If {@code Modules.override} replaces the contract's key, the alias provides the
 * new binding, too; if it replaces the alias, the contract's key is unchanged. Guice treats equal
 * modules as one module; two databases under one alias are an error of Guice's. An alias that leads
 * back to itself is a {@link SqlBuildException} of stage {@link BuildStage#OPEN}.
 */
public final class AliasModule extends AbstractModule {

  private final Alias<?, ?> alias;

  private AliasModule(Alias<?, ?> alias) {
    this.alias = alias;
  }

  /**
   * Creates an alias of a database's {@link DataSource}, under a key of that type or of a narrower
   * one, such as the pool's own {@code HikariDataSource}. An alias of a narrower type provides what
   * the data source unwraps to.
   *
   * @throws SqlBuildException if it is the contract's own key
   */
  @SuppressWarnings("unchecked") // the key says what its raw type is
  public static <T extends DataSource> AliasModule dataSource(Key<T> alias, SqlTokens database) {
    Class<T> type = (Class<T>) alias.getTypeLiteral().getRawType();
    return new AliasModule(
        new Alias<>(
            alias, database.dbKey(), database.db(), found -> as(type, found, alias, database)));
  }

  private static <T extends DataSource> T as(
      Class<T> type, DataSource found, Key<T> alias, SqlTokens database) {
    try {
      return type.isInstance(found) ? type.cast(found) : found.unwrap(type);
    } catch (SQLException e) {
      throw new SqlBuildException(
          "alias",
          database.db(),
          BuildStage.OPEN,
          alias + " is an alias of it, but it does not unwrap to that type.",
          e);
    }
  }

  /**
   * Creates an alias of a database's {@link Dialect}.
   *
   * @throws SqlBuildException if it is the contract's own key
   */
  public static AliasModule dialect(Key<Dialect> alias, SqlTokens database) {
    return new AliasModule(
        new Alias<>(alias, database.dialectKey(), database.dialect(), found -> found));
  }

  @Override
  protected void configure() {
    // Guice's messages about a key refer to the line that installs this module.
    alias.bind(binder().skipSources(AliasModule.class, Alias.class));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof AliasModule that && alias.equals(that.alias);
  }

  @Override
  public int hashCode() {
    return alias.hashCode();
  }

  @Override
  public String toString() {
    return "AliasModule(" + alias.key + " for " + alias.token + ")";
  }

  private record Alias<S, T>(Key<T> key, Key<S> contract, String token, Function<S, T> conversion) {

    Alias {
      if (key.equals(contract)) {
        throw circular(key, token);
      }
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Alias<?, ?> that
          && key.equals(that.key)
          && contract.equals(that.contract);
    }

    @Override
    public int hashCode() {
      return 31 * key.hashCode() + contract.hashCode();
    }

    /**
     * Binds the alias to a provider. A linked binding would let Guice follow a circle of links
     * until its stack overflows.
     */
    void bind(Binder binder) {
      Provider<S> database = binder.getProvider(contract);
      binder
          .bind(key)
          .toProvider(
              () -> {
                S instance = database.get();
                if (Scopes.isCircularProxy(instance)) {
                  throw circular(key, token);
                }
                return conversion.apply(instance);
              });
    }

    private static SqlBuildException circular(Key<?> key, String token) {
      return new SqlBuildException(
          "alias",
          token,
          BuildStage.OPEN,
          key + " is an alias of it, and it is made of that key in turn. Leave one of the two out.",
          null);
    }
  }
}
