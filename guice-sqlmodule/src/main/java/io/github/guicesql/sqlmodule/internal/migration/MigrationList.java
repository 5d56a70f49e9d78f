package io.github.guicesql.sqlmodule.internal.migration;

import com.google.inject.Binding;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.Provider;
import com.google.inject.TypeLiteral;
import com.google.inject.name.Names;
import io.github.guicesql.sqlmodule.Migration;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A database's migrations: those of its options, then those that modules have contributed. */
public final class MigrationList implements Supplier<List<Migration>> {

  /** No migration. */
  public static final MigrationList NONE = new MigrationList(List.of(), null);

  private final List<Migration> own;
  private final @Nullable Provider<? extends @Nullable Collection<Migration>> contributed;

  private MigrationList(
      List<Migration> own,
      @Nullable Provider<? extends @Nullable Collection<Migration>> contributed) {
    this.own = own;
    this.contributed = contributed;
  }

  /** The migrations of the options, and those that are contributed to the injector or a parent. */
  public static MigrationList in(Injector injector, SqlOptions options) {
    return in(injector, options.database(), options.migrations());
  }

  /** The given migrations, and those that are contributed to the injector or a parent. */
  public static MigrationList in(Injector injector, SqlTokens database, List<Migration> own) {
    Binding<Set<Migration>> binding = injector.getExistingBinding(key(database));
    return new MigrationList(own, binding == null ? null : binding.getProvider());
  }

  /** The migrations of the options, and the given ones. */
  public static MigrationList of(SqlOptions options, List<Migration> more) {
    return new MigrationList(options.migrations(), more.isEmpty() ? null : () -> more);
  }

  /** Returns whether there is none, which needs no migration to be created. */
  public boolean isEmpty() {
    return own.isEmpty() && contributed == null;
  }

  private static Key<Set<Migration>> key(SqlTokens database) {
    return Key.get(new TypeLiteral<Set<Migration>>() {}, Names.named(database.db()));
  }

  @Override
  public List<Migration> get() {
    List<Migration> all = new ArrayList<>(own);
    Collection<Migration> more = contributed == null ? null : contributed.get();
    if (more != null) {
      all.addAll(more);
    }
    return all;
  }
}
