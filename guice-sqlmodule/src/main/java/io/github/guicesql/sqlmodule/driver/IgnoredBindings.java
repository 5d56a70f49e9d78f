package io.github.guicesql.sqlmodule.driver;

import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.name.Named;
import io.github.guicesql.sqlmodule.SqlConfigException;
import io.github.guicesql.sqlmodule.config.ConfigKey;
import io.github.guicesql.sqlmodule.config.ConfigProblem;
import io.github.guicesql.sqlmodule.config.Setting;
import java.util.ArrayList;
import java.util.List;

/**
 * Refuses a value that the service has bound under the token of a setting if the driver reads its
 * values from a source, not from bindings: it would be ignored.
 */
final class IgnoredBindings {

  private final DriverModule driver;
  private final String path;

  IgnoredBindings(DriverModule driver) {
    this.driver = driver;
    path = driver.prefix() + ".";
  }

  /**
   * Checks the bindings that a driver module can see.
   *
   * @throws SqlConfigException if any of them would be ignored; it lists all
   */
  void refuse(Injector environment) {
    if (driver.options().configModule().isPresent()) {
      return;
    }
    List<ConfigProblem> problems = new ArrayList<>();
    for (Injector injector = environment; injector != null; injector = injector.getParent()) {
      for (Key<?> bound : injector.getBindings().keySet()) {
        if (bound.getAnnotation() instanceof Named named && named.value().startsWith(path)) {
          check(named.value(), problems);
        }
      }
    }
    if (!problems.isEmpty()) {
      throw new SqlConfigException(driver.prefix(), driver.database().db(), problems);
    }
  }

  private void check(String token, List<ConfigProblem> problems) {
    for (Setting<?> setting : driver.settings()) {
      ConfigKey key = driver.key(setting);
      if (key.token().equals(token)) {
        problems.add(
            new ConfigProblem(
                key.key(),
                token,
                "",
                "It is bound in the injector, where this database does not read it.",
                "Leave the binding out, or install the module with"
                    + " withConfigModule(Modules.EMPTY_MODULE)."));
      }
    }
  }
}
