package io.github.guicesql.sqltest;

import io.github.guicesql.sqlmodule.Migration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all test classes of a run share: the folder of SQLite files, and the templates. JUnit closes
 * it after the last class. Thread-safe.
 */
final class SharedPlaces implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SqlTest.class);

  /**
   * What two classes have in common that share a template: the migrations or, since nothing else
   * says what a database without them contains, all modules.
   */
  private record Key(Places places, String prefix, List<?> origins) {

    static Key of(Places places, Opened.Modules modules, List<Migration> migrations) {
      return new Key(
          places, modules.prefix(), migrations.isEmpty() ? List.of(modules) : migrations);
    }
  }

  private final Map<Key, Template> templates = new HashMap<>(); // guarded by this
  private @Nullable FilePlaces files; // guarded by this

  static SharedPlaces of(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(SharedPlaces.class))
        .getOrComputeIfAbsent("places", key -> new SharedPlaces(), SharedPlaces.class);
  }

  synchronized FilePlaces files() {
    if (files == null) {
      try {
        files = new FilePlaces(Files.createTempDirectory("sqltest"));
      } catch (IOException e) {
        throw new UncheckedIOException("There is no folder for SQLite files", e);
      }
    }
    return files;
  }

  /** Returns the template for a class, migrated unless another class has the same one. */
  synchronized Template template(Places places, Opened.Modules modules) {
    Place place = places.create();
    boolean used = false;
    try {
      Opened opened = Opened.on(place, modules);
      try {
        Key key = Key.of(places, modules, opened.migrations(modules.prefix()));
        Template existing = templates.get(key);
        if (existing != null) {
          return existing;
        }
        opened.migrate(modules.prefix());
        opened.close(); // nobody may be connected to it
        Template template = new Template(places, place);
        templates.put(key, template);
        used = true;
        return template;
      } finally {
        opened.close();
      }
    } finally {
      if (!used) {
        place.close();
      }
    }
  }

  @Override
  public synchronized void close() {
    for (Template template : templates.values()) {
      template.close();
    }
    templates.clear();
    if (files != null) {
      deleteIfEmpty(files.folder());
      files = null;
    }
  }

  /** A file that a test has put there itself is worth a look. */
  private static void deleteIfEmpty(Path folder) {
    try {
      Files.delete(folder);
    } catch (IOException e) {
      log.warn("{} was not removed", folder, e);
    }
  }
}
