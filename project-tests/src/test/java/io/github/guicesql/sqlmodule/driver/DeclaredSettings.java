package io.github.guicesql.sqlmodule.driver;

import io.github.guicesql.sqlmodule.config.Setting;
import java.util.List;

/** Asks a driver module what it reads: nobody but the tests of the documents has to know. */
public final class DeclaredSettings {

  private DeclaredSettings() {}

  /** In the order in which its errors list them. */
  public static List<Setting<?>> of(DriverModule module) {
    return module.settings();
  }

  /** What its keys begin with, such as {@code "sqlite"}. */
  public static String prefix(DriverModule module) {
    return module.prefix();
  }
}
