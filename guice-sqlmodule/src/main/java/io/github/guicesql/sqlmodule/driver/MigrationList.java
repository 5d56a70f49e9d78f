package io.github.guicesql.sqlmodule.driver;

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
import org.jspecify.annotations.Nullable;

/** A database's migrations: those of its options, then those that modules have contributed. */
final class MigrationList implements Migrator.Migrations {

  private final List<Migration> own;
  private final Provider<? extends @Nullable Collection<Migration>> contributed;

  private MigrationList(
      List<Migration> own, Provider<? extends @Nullable Collection<Migration>> contributed) {
    this.own = own;
    this.contributed = contributed;
  }

  /** The migrations of the options, and those that are contributed to the injector or a parent. */
  static MigrationList in(Injector injector, SqlOptions options) {
    Binding<Set<Migration>> binding = injector.getExistingBinding(key(options.database()));
    return binding == null
        ? of(options, List.of())
        : new MigrationList(options.migrations(), binding.getProvider());
  }

  /** The migrations of the options, and the given ones. */
  static MigrationList of(SqlOptions options, List<Migration> more) {
    return new MigrationList(options.migrations(), () -> more);
  }

  private static Key<Set<Migration>> key(SqlTokens database) {
    return Key.get(new TypeLiteral<Set<Migration>>() {}, Names.named(database.db()));
  }

  @Override
  public List<Migration> get() {
    List<Migration> all = new ArrayList<>(own);
    Collection<Migration> more = contributed.get();
    if (more != null) {
      all.addAll(more);
    }
    return all;
  }
}
