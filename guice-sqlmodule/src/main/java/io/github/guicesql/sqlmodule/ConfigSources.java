package io.github.guicesql.sqlmodule;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The sources that {@link ConfigSource} offers: values with {@code equals}, for module dedup. */
final class ConfigSources {

  static final ConfigSource ENVIRONMENT = new Environment();
  static final ConfigSource SYSTEM_PROPERTIES = new SystemProperties();

  private ConfigSources() {}

  private record Environment() implements ConfigSource {
    @Override
    public Optional<String> get(ConfigKey key) {
      return nonBlank(System.getenv(key.key()));
    }

    @Override
    public String toString() {
      return "the environment";
    }
  }

  private record SystemProperties() implements ConfigSource {
    @Override
    public Optional<String> get(ConfigKey key) {
      return eitherSpelling(key, System::getProperty);
    }

    @Override
    public String toString() {
      return "the system properties";
    }
  }

  record OfMap(Map<String, String> values) implements ConfigSource {
    @Override
    public Optional<String> get(ConfigKey key) {
      return eitherSpelling(key, values::get);
    }

    @Override
    public String toString() {
      return "a map of " + new TreeSet<>(values.keySet());
    }
  }

  record OfFile(Path file) implements ConfigSource {
    @Override
    public Optional<String> get(ConfigKey key) {
      Properties properties = new Properties();
      try (Reader reader = Files.newBufferedReader(file)) {
        skipByteOrderMark(reader);
        properties.load(reader);
      } catch (IOException e) {
        throw new UncheckedIOException("The file " + file + " cannot be read.", e);
      } catch (IllegalArgumentException malformed) {
        throw new IllegalArgumentException("The file " + file + " is malformed.", malformed);
      }
      return eitherSpelling(key, properties::getProperty);
    }

    /** Some editors write one, and the first line's key would begin with it. */
    private static void skipByteOrderMark(Reader reader) throws IOException {
      reader.mark(1);
      if (reader.read() != '\uFEFF') {
        reader.reset();
      }
    }

    @Override
    public String toString() {
      return "the file " + file;
    }
  }

  record Chain(List<ConfigSource> sources) implements ConfigSource {
    @Override
    public Optional<String> get(ConfigKey key) {
      return sources.stream()
          .flatMap(source -> source.get(key).stream())
          .filter(value -> !value.isBlank())
          .findFirst();
    }

    @Override
    public String toString() {
      return String.join(", then ", sources.stream().map(ConfigSource::toString).toList());
    }
  }

  private static Optional<String> eitherSpelling(ConfigKey key, Lookup values) {
    return nonBlank(values.get(key.token())).or(() -> nonBlank(values.get(key.key())));
  }

  private static Optional<String> nonBlank(@Nullable String value) {
    return Optional.ofNullable(value).filter(text -> !text.isBlank());
  }

  @FunctionalInterface
  private interface Lookup {
    @Nullable String get(String name);
  }
}
