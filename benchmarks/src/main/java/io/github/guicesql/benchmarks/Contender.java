package io.github.guicesql.benchmarks;

import com.google.inject.Guice;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.guicesql.sqlite.SqliteModule;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;

/**
 * A way to use SQLite, written {@code ours+max-open-conns=16}: a kind, then settings that are not
 * the kind's own.
 *
 * @param kind what it is
 * @param settings HikariCP's properties, guice-sql's keys without {@code sqlite}, or pragmas
 */
record Contender(Kind kind, Map<String, String> settings) {

  /** What somebody who wants SQLite may write. */
  enum Kind {
    PLAIN("HikariCP") {
      @Override
      Database open(Path file, Map<String, String> settings) {
        return pool(file, Map.of(), settings);
      }
    },
    WAL("HikariCP + WAL") {
      @Override
      Database open(Path file, Map<String, String> settings) {
        Map<String, String> pragmas =
            Map.of("dataSource.journal_mode", "WAL", "dataSource.busy_timeout", "5000");
        return pool(file, pragmas, settings);
      }
    },
    OURS("guice-sql") {
      @Override
      Database open(Path file, Map<String, String> settings) {
        return guice(file, Map.of(), settings);
      }
    },
    OURS_SHARED("guice-sql, shared") {
      @Override
      Database open(Path file, Map<String, String> settings) {
        return guice(file, Map.of("synchronous", "shared"), settings);
      }
    },
    OURS_NORMAL("guice-sql, normal") {
      @Override
      Database open(Path file, Map<String, String> settings) {
        return guice(file, Map.of("synchronous", "normal"), settings);
      }
    },
    OURS_EXCLUSIVE("guice-sql, exclusive") {
      @Override
      Database open(Path file, Map<String, String> settings) {
        return guice(file, Map.of("exclusive", "true"), settings);
      }
    },
    OURS_SHARED_EXCLUSIVE("guice-sql, shared, exclusive") {
      @Override
      Database open(Path file, Map<String, String> settings) {
        return guice(file, Map.of("synchronous", "shared", "exclusive", "true"), settings);
      }
    },
    OURS_NORMAL_EXCLUSIVE("guice-sql, normal, exclusive") {
      @Override
      Database open(Path file, Map<String, String> settings) {
        return guice(file, Map.of("synchronous", "normal", "exclusive", "true"), settings);
      }
    },
    LIMIT("limit") {
      @Override
      Database open(Path file, Map<String, String> settings) throws SQLException {
        return held(file, Map.of("synchronous", "FULL"), settings);
      }
    },
    LIMIT_NORMAL("limit, normal") {
      @Override
      Database open(Path file, Map<String, String> settings) throws SQLException {
        return held(file, Map.of("synchronous", "NORMAL"), settings);
      }
    };

    final String title;

    Kind(String title) {
      this.title = title;
    }

    abstract Database open(Path file, Map<String, String> settings) throws SQLException;
  }

  static Contender parse(String text) {
    List<String> parts = Arrays.asList(text.split("\\+", -1));
    Map<String, String> settings = new LinkedHashMap<>();
    for (String setting : parts.subList(1, parts.size())) {
      int equals = setting.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(
            "The setting \"" + setting + "\" of " + text + " has no value. Write name=value.");
      }
      settings.put(setting.substring(0, equals), setting.substring(equals + 1));
    }
    return new Contender(Arguments.oneOf(Kind.class, parts.get(0)), settings);
  }

  Database open(Path file) throws SQLException {
    return kind.open(file, settings);
  }

  boolean is(Kind kind) {
    return this.kind == kind && settings.isEmpty();
  }

  /** As a person is shown it. */
  String title() {
    StringBuilder title = new StringBuilder(kind.title);
    settings.forEach((name, value) -> title.append(", ").append(name).append(' ').append(value));
    return title.toString();
  }

  /** As an argument says it. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(Arguments.spelled(kind));
    settings.forEach((name, value) -> text.append('+').append(name).append('=').append(value));
    return text.toString();
  }

  private static Database pool(
      Path file, Map<String, String> defaults, Map<String, String> settings) {
    Properties properties = new Properties();
    properties.putAll(defaults);
    properties.putAll(settings);
    HikariConfig config = new HikariConfig(properties);
    config.setJdbcUrl("jdbc:sqlite:" + file);
    HikariDataSource pool = new HikariDataSource(config);
    return new Pooled(pool, pool::close);
  }

  private static Database guice(
      Path file, Map<String, String> defaults, Map<String, String> settings) {
    Map<String, String> config = new LinkedHashMap<>();
    config.put("sqlite.path", file.toString());
    defaults.forEach((name, value) -> config.put("sqlite." + name, value));
    settings.forEach((name, value) -> config.put("sqlite." + name, value));
    Set<String> known = new TreeSet<>();
    ConfigSource source =
        key -> {
          known.add(key.token());
          return Optional.ofNullable(config.get(key.token()));
        };
    LifecycleRegistry registry = new LifecycleRegistry();
    DataSource dataSource =
        Guice.createInjector(
                LifecycleModule.using(registry),
                new SqliteModule(SqlOptions.defaults().withConfig(source)))
            .getInstance(SqlTokens.defaults().dbKey());
    if (!known.containsAll(config.keySet())) {
      throw new IllegalArgumentException(
          "Of the settings " + settings + " not all are among " + known + ".");
    }
    return new Pooled(dataSource, registry::close);
  }

  private static Database held(
      Path file, Map<String, String> defaults, Map<String, String> settings) throws SQLException {
    Properties pragmas = new Properties();
    pragmas.setProperty("journal_mode", "WAL");
    pragmas.putAll(defaults);
    pragmas.putAll(settings);
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file, pragmas);
    return new Held(connection, new HeldAccess(connection));
  }

  private record Pooled(DataSource dataSource, Runnable closer) implements Database {

    @Override
    public int threads(int wanted) {
      return wanted;
    }

    @Override
    public Access access() {
      return new PooledAccess(dataSource);
    }

    @Override
    public void close() {
      closer.run();
    }
  }

  private record Held(Connection connection, Access access) implements Database {

    @Override
    public int threads(int wanted) {
      return 1;
    }

    @Override
    public void close() throws SQLException {
      connection.close();
    }
  }
}
