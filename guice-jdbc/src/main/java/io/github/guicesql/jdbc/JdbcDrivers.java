package io.github.guicesql.jdbc;

import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the driver for a URL on this module's class path.
 *
 * <p>A driver whose class is known is looked for by that name first. This way, no other driver is
 * loaded, of which some start a thread then, and no other one gets the URL.
 */
final class JdbcDrivers {

  private JdbcDrivers() {}

  /**
   * Returns the driver, or null if there is none.
   *
   * @param className the driver's class, or null to find one that accepts the URL
   */
  static @Nullable Driver find(String url, @Nullable String className) {
    Driver named = className == null ? null : service(className);
    if (named != null && accepts(named, url)) {
      return named;
    }
    if (className != null && !load(className)) {
      return null;
    }
    // A class may register a driver of another class, as Derby's EmbeddedDriver does.
    List<Driver> accepting =
        DriverManager.drivers().filter(driver -> accepts(driver, url)).toList();
    Stream<Driver> sameClass =
        accepting.stream().filter(driver -> driver.getClass().getName().equals(className));
    return Stream.concat(sameClass, accepting.stream()).findFirst().orElse(null);
  }

  /** Returns the registered driver of this class, without loading any other one. */
  private static @Nullable Driver service(String className) {
    Iterator<ServiceLoader.Provider<Driver>> providers =
        ServiceLoader.load(Driver.class, JdbcDrivers.class.getClassLoader()).stream().iterator();
    while (true) {
      try {
        if (!providers.hasNext()) {
          return null;
        }
        ServiceLoader.Provider<Driver> provider = providers.next();
        if (provider.type().getName().equals(className)) {
          return provider.get();
        }
      } catch (ServiceConfigurationError e) {
        // The entry of a driver that is not there, such as in a fat jar. The next one may be.
      }
    }
  }

  /** Loads a class, which registers its driver, as JDBC requires; returns whether it exists. */
  static boolean load(String className) {
    try {
      Class.forName(className, true, JdbcDrivers.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /** A driver that fails over another one's URL must not keep that one from being found. */
  private static boolean accepts(Driver driver, String url) {
    try {
      return driver.acceptsURL(url);
    } catch (SQLException | RuntimeException e) {
      return false;
    }
  }
}
