package io.github.guicesql.sqlmodule.driver;

import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.name.Named;
import io.github.guicesql.sqlmodule.InvalidNameException;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigKey;
import io.github.guicesql.sqlmodule.config.ConfigReader;
import io.github.guicesql.sqlmodule.config.Setting;
import io.github.guicesql.sqlmodule.internal.dsn.ForeignNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds values that a service's configuration module binds for a driver and that the driver would
 * not read: a misspelled token, or a type that the setting does not have. Either would silently
 * mean the default.
 */
final class UnreadBindings {

  private final DriverModule driver;
  private final Injector environment;
  private final String path;
  private final List<String> known;

  /**
   * Creates a check.
   *
   * @param ofOthers the settings that listeners read by themselves, from a source of theirs
   */
  UnreadBindings(DriverModule driver, List<Setting<?>> ofOthers, Injector environment) {
    this.driver = driver;
    this.environment = environment;
    // A module that binds all values of a service's file has those for its slow log, too.
    known = new ArrayList<>(UnreadNames.OF_SLOW_LOG);
    driver.settings().forEach(setting -> known.add(setting.name()));
    ofOthers.forEach(setting -> known.add(setting.name()));
    String name = driver.database().name();
    path = driver.prefix() + "." + (name.isEmpty() ? "" : name + ".");
  }

  void check(ConfigReader reader) {
    for (Setting<?> setting : driver.settings()) {
      checkType(setting, reader);
    }
    Map<String, Class<?>> sorted = new TreeMap<>();
    for (Key<?> key : environment.getBindings().keySet()) {
      if (key.getAnnotation() instanceof Named named && named.value().startsWith(path)) {
        sorted.put(named.value(), key.getTypeLiteral().getRawType());
      }
    }
    for (String token : sorted.keySet()) {
      checkToken(token, reader);
    }
  }

  /** Refuses a token if all that is bound under it has a type that is not read. */
  private void checkType(Setting<?> setting, ConfigReader reader) {
    ConfigKey key = driver.key(setting);
    @Nullable Class<?> unread = null;
    for (Injector injector = environment; injector != null; injector = injector.getParent()) {
      for (Key<?> bound : injector.getBindings().keySet()) {
        if (bound.getAnnotation() instanceof Named named && named.value().equals(key.token())) {
          Class<?> type = bound.getTypeLiteral().getRawType();
          if (type == String.class || type == setting.type()) {
            return;
          }
          unread = type;
        }
      }
    }
    if (unread != null) {
      String readable =
          setting.type() == String.class || !setting.type().getName().startsWith("java.")
              ? "String"
              : setting.type().getSimpleName() + " or as a String";
      reader.problem(
          key,
          "It is bound as a " + unread.getTypeName() + ", which is not read.",
          "Bind it as a " + readable + ".");
    }
  }

  private void checkToken(String token, ConfigReader reader) {
    String rest = token.substring(path.length());
    if (known.contains(rest) || isOfAnotherDatabase(rest)) {
      return;
    }
    @Nullable String nearest = ForeignNames.nearest(rest, known);
    String name = token.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    reader.problem(
        ConfigKey.named(name, token),
        "It is bound, but no such setting is read.",
        nearest == null
            ? "Leave it out, or give it a token that does not begin with " + driver.prefix() + "."
            : "Bind " + path + nearest + " if that is meant.");
  }

  /** One configuration module may serve several databases. */
  private boolean isOfAnotherDatabase(String rest) {
    int dot = rest.lastIndexOf('.');
    if (dot < 0
        || !driver.database().name().isEmpty()
        || !known.contains(rest.substring(dot + 1))) {
      return false;
    }
    try {
      SqlTokens unused = SqlTokens.named(rest.substring(0, dot));
      return true;
    } catch (InvalidNameException e) {
      return false;
    }
  }
}
