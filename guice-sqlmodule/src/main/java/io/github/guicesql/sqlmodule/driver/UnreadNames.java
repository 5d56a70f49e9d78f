package io.github.guicesql.sqlmodule.driver;

import io.github.guicesql.sqlmodule.config.ConfigKey;
import io.github.guicesql.sqlmodule.config.ConfigName;
import io.github.guicesql.sqlmodule.config.ConfigReader;
import io.github.guicesql.sqlmodule.config.Setting;
import io.github.guicesql.sqlmodule.internal.dsn.ForeignNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds names in a source that begin like a database's keys and that nothing reads: a misspelled
 * key would silently mean the default. In a source of the service's own, a name that is nearly a
 * key is an error. In one that other software shares, only a single slip is reported, as a warning.
 */
final class UnreadNames {

  private static final Logger log = LoggerFactory.getLogger(UnreadNames.class);

  /**
   * The settings of {@code guice-sql-slowlog}. Where it is not installed, such as in a command that
   * migrates the database of a service, nobody reads them; but they are no slips, either.
   */
  static final Set<String> OF_SLOW_LOG = Set.of("slow-threshold", "held-threshold");

  private final DriverModule driver;
  private final List<Setting<?>> settings;
  private final List<String> known;
  private final String path;

  /**
   * Creates a check.
   *
   * @param ofOthers the settings that listeners read by themselves
   */
  UnreadNames(DriverModule driver, List<Setting<?>> ofOthers) {
    this.driver = driver;
    settings = new ArrayList<>(driver.settings());
    settings.addAll(ofOthers);
    known = new ArrayList<>();
    for (Setting<?> setting : settings) {
      known.add(setting.name());
    }
    String name = driver.database().name();
    path = plain(driver.prefix() + "." + (name.isEmpty() ? "" : name + "."));
  }

  void check(List<ConfigName> names, ConfigReader reader) {
    for (ConfigName name : names) {
      if (plain(name.name()).startsWith(path) && !isRead(name.name())) {
        check(name, reader);
      }
    }
  }

  private boolean isRead(String name) {
    for (Setting<?> setting : settings) {
      ConfigKey key = driver.key(setting);
      if (name.equals(key.key()) || name.equals(key.token())) {
        return true;
      }
    }
    return false;
  }

  private void check(ConfigName name, ConfigReader reader) {
    String rest = plain(name.name()).substring(path.length());
    @Nullable String ofAnother = settingOfAnother(rest);
    @Nullable String nearest = nearest(rest, ofAnother, name.shared());
    if (nearest == null) {
      if (ofAnother == null && !name.shared() && !hasFurtherParts(name.name())) {
        log.warn(
            "{} in {} is not read: {} has no such key.",
            name.name(),
            name.origin(),
            driver.database().db());
      }
      return;
    }
    String meant = spelledAs(name.name(), nearest);
    if (name.shared()) {
      log.warn("{} in {} is not read. Is {} meant?", name.name(), name.origin(), meant);
    } else {
      reader.problem(
          ConfigKey.of(driver.prefix(), driver.database().name(), rest),
          name.name() + " is in " + name.origin() + ", but no such key is read.",
          "Write " + meant + " if that is meant, or leave it out.");
    }
  }

  /** Returns the setting of a database whose name the rest may begin with, or null. */
  private @Nullable String settingOfAnother(String rest) {
    for (String setting : known) {
      if (rest.endsWith("-" + setting)) {
        return setting;
      }
    }
    return null;
  }

  /** Returns the setting that was probably meant, or null. */
  private @Nullable String nearest(String rest, @Nullable String ofAnother, boolean shared) {
    if (OF_SLOW_LOG.contains(rest) && !known.contains(rest)) {
      return null;
    }
    if (ofAnother != null) {
      // A slip in the first word of migration-user looks like the user of a database.
      List<String> longer = known.stream().filter(each -> each.endsWith("-" + ofAnother)).toList();
      return ForeignNames.slipOf(rest, longer);
    }
    return shared ? ForeignNames.slipOf(rest, known) : ForeignNames.nearest(rest, known);
  }

  /** Tokens of another database have its name between two dots. */
  private boolean hasFurtherParts(String name) {
    return name.length() > path.length() && name.indexOf('.', path.length()) >= 0;
  }

  private String spelledAs(String name, String setting) {
    for (Setting<?> each : settings) {
      if (each.name().equals(setting)) {
        ConfigKey key = driver.key(each);
        return name.indexOf('.') < 0 ? key.key() : key.token();
      }
    }
    return setting;
  }

  /** Returns one spelling for both forms of a key. */
  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replace('.', '-').replace('_', '-');
  }
}
