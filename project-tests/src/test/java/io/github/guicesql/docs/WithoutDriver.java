package io.github.guicesql.docs;

import io.github.guicesql.mysql.MysqlModule;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.driver.DriverModule;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** {@link MysqlModule} as it is where a JDBC driver is not on the class path. */
final class WithoutDriver extends ClassLoader {

  private static final String OURS = "io.github.guicesql.mysql.";

  private final List<String> hidden;

  private WithoutDriver(List<String> hidden) {
    super(WithoutDriver.class.getClassLoader());
    this.hidden = hidden;
  }

  /**
   * The module.
   *
   * @param hidden what the names of the drivers' classes begin with
   */
  static DriverModule mysqlModule(SqlOptions options, List<String> hidden)
      throws ReflectiveOperationException {
    return (DriverModule)
        new WithoutDriver(hidden)
            .loadClass(MysqlModule.class.getName())
            .getConstructor(SqlOptions.class)
            .newInstance(options);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (hidden.stream().anyMatch(name::startsWith)) {
      throw new ClassNotFoundException(name);
    }
    if (!name.startsWith(OURS)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? findClass(name) : loaded;
    }
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    try (InputStream file = getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (file == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] bytes = file.readAllBytes();
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }
}
