package io.github.guicesql.sqlmodule.config;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The implementations of the sources that {@link ConfigSource} offers. They have {@code equals} so
 * that Guice can deduplicate modules. They are plain classes, not records: the {@code equals} and
 * {@code hashCode} that the compiler generates for a record load some fifty classes when Guice
 * first calls one.
 */
final class ConfigSources {

  private ConfigSources() {}

  static final class Environment implements ConfigSource {

    static final ConfigSource INSTANCE = new Environment();

    private Environment() {}

    @Override
    public Optional<String> get(ConfigKey key) {
      return ConfigSources.text(find(key));
    }

    @Override
    public Optional<ConfigText> find(ConfigKey key) {
      return Optional.ofNullable(found(System.getenv(key.key()), key.key(), this));
    }

    @Override
    public List<ConfigName> names() {
      return listed(System.getenv(), true, toString());
    }

    @Override
    public String toString() {
      return "the environment";
    }
  }

  static final class SystemProperties implements ConfigSource {

    static final ConfigSource INSTANCE = new SystemProperties();

    private SystemProperties() {}

    @Override
    public Optional<String> get(ConfigKey key) {
      return ConfigSources.text(find(key));
    }

    @Override
    public Optional<ConfigText> find(ConfigKey key) {
      return eitherSpelling(
          key, System.getProperty(key.token()), System.getProperty(key.key()), this);
    }

    @Override
    public ConfigSource snapshot() {
      Map<String, String> values = new HashMap<>();
      for (String name : System.getProperties().stringPropertyNames()) {
        String value = System.getProperty(name);
        if (value != null) {
          values.put(name, value);
        }
      }
      return new Snapshot(values, true, this);
    }

    @Override
    public List<ConfigName> names() {
      return snapshot().names();
    }

    @Override
    public String toString() {
      return "the system properties";
    }
  }

  static final class OfMap implements ConfigSource {

    private final Map<String, String> values;

    OfMap(Map<String, String> values) {
      this.values = Map.copyOf(values);
    }

    @Override
    public Optional<String> get(ConfigKey key) {
      return ConfigSources.text(find(key));
    }

    @Override
    public Optional<ConfigText> find(ConfigKey key) {
      return eitherSpelling(key, values.get(key.token()), values.get(key.key()), "a map");
    }

    @Override
    public List<ConfigName> names() {
      return listed(values, false, "a map");
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof OfMap that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
      return values.hashCode();
    }

    @Override
    public String toString() {
      return "a map of " + new TreeSet<>(values.keySet());
    }
  }

  static final class OfFile implements ConfigSource {

    private final Path file;

    OfFile(Path file) {
      this.file = file;
    }

    @Override
    public Optional<String> get(ConfigKey key) {
      return snapshot().get(key);
    }

    @Override
    public Optional<ConfigText> find(ConfigKey key) {
      return snapshot().find(key);
    }

    @Override
    public ConfigSource snapshot() {
      Properties properties = new Properties();
      try (Reader reader = Files.newBufferedReader(file)) {
        skipByteOrderMark(reader);
        properties.load(reader);
      } catch (IOException e) {
        throw new UncheckedIOException("The file " + file + " cannot be read.", e);
      } catch (IllegalArgumentException malformed) {
        throw new IllegalArgumentException("The file " + file + " is malformed.", malformed);
      }
      Map<String, String> values = new HashMap<>();
      properties.forEach((name, value) -> values.put(name.toString(), value.toString()));
      return new Snapshot(values, false, this);
    }

    @Override
    public List<ConfigName> names() {
      return snapshot().names();
    }

    /**
     * Skips a byte order mark, which some editors write and which would become part of the first
     * key.
     */
    private static void skipByteOrderMark(Reader reader) throws IOException {
      reader.mark(1);
      if (reader.read() != '\uFEFF') {
        reader.reset();
      }
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof OfFile that && file.equals(that.file);
    }

    @Override
    public int hashCode() {
      return file.hashCode();
    }

    @Override
    public String toString() {
      return "the file " + file;
    }
  }

  static final class Chain implements ConfigSource {

    private final List<ConfigSource> sources;

    Chain(Collection<ConfigSource> sources) {
      this.sources = List.copyOf(sources);
    }

    @Override
    public Optional<String> get(ConfigKey key) {
      return ConfigSources.text(find(key));
    }

    @Override
    public Optional<ConfigText> find(ConfigKey key) {
      for (ConfigSource source : sources) {
        Optional<ConfigText> found = source.find(key);
        if (found.isPresent() && !found.get().text().isBlank()) {
          return found;
        }
      }
      return Optional.empty();
    }

    @Override
    public List<ConfigName> names() {
      List<ConfigName> names = new ArrayList<>();
      for (ConfigSource source : sources) {
        names.addAll(source.names());
      }
      return names;
    }

    @Override
    public ConfigSource snapshot() {
      return new Chain(sources.stream().map(ConfigSource::snapshot).toList());
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Chain that && sources.equals(that.sources);
    }

    @Override
    public int hashCode() {
      return sources.hashCode();
    }

    @Override
    public String toString() {
      return String.join(", then ", sources.stream().map(ConfigSource::toString).toList());
    }
  }

  /** The values that a source had at one moment. */
  private static final class Snapshot implements ConfigSource {

    private final Map<String, String> values;
    private final boolean shared;
    private final ConfigSource source;

    Snapshot(Map<String, String> values, boolean shared, ConfigSource source) {
      this.values = values;
      this.shared = shared;
      this.source = source;
    }

    @Override
    public Optional<String> get(ConfigKey key) {
      return ConfigSources.text(find(key));
    }

    @Override
    public Optional<ConfigText> find(ConfigKey key) {
      return eitherSpelling(key, values.get(key.token()), values.get(key.key()), source);
    }

    @Override
    public List<ConfigName> names() {
      return listed(values, shared, source.toString());
    }

    @Override
    public String toString() {
      return source.toString();
    }
  }

  /** A blank value counts as not set. */
  private static List<ConfigName> listed(
      Map<String, String> values, boolean shared, String origin) {
    List<ConfigName> names = new ArrayList<>();
    for (String name : new TreeSet<>(values.keySet())) {
      String value = values.get(name);
      if (value != null && !value.isBlank()) {
        names.add(new ConfigName(name, shared, origin));
      }
    }
    return names;
  }

  private static Optional<String> text(Optional<ConfigText> found) {
    return found.map(ConfigText::text);
  }

  private static Optional<ConfigText> eitherSpelling(
      ConfigKey key, @Nullable String ofToken, @Nullable String ofKey, Object source) {
    ConfigText found = found(ofToken, key.token(), source);
    return Optional.ofNullable(found != null ? found : found(ofKey, key.key(), source));
  }

  private static @Nullable ConfigText found(@Nullable String text, String name, Object source) {
    return text == null || text.isBlank() ? null : new ConfigText(text, name + " in " + source);
  }
}
