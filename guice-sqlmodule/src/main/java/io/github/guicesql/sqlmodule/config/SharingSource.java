package io.github.guicesql.sqlmodule.config;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A source in which named databases share some values of the default database. */
final class SharingSource implements ConfigSource {

  private final ConfigSource source;
  private final List<String> shared;

  SharingSource(ConfigSource source, List<String> shared) {
    this.source = source;
    this.shared = shared;
  }

  @Override
  public Optional<String> get(ConfigKey key) {
    return find(key).map(ConfigText::text);
  }

  @Override
  public Optional<ConfigText> find(ConfigKey key) {
    Optional<ConfigText> own = source.find(key);
    return own.isPresent() || !isShared(key) ? own : key.ofDefault().flatMap(source::find);
  }

  private boolean isShared(ConfigKey key) {
    return shared.stream().anyMatch(name -> key.token().endsWith("." + name));
  }

  @Override
  public List<ConfigName> names() {
    return source.names();
  }

  @Override
  public ConfigSource snapshot() {
    return new SharingSource(source.snapshot(), shared);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SharingSource that
        && source.equals(that.source)
        && shared.equals(that.shared);
  }

  @Override
  public int hashCode() {
    return 31 * source.hashCode() + shared.hashCode();
  }

  @Override
  public String toString() {
    return source + ", with " + String.join(", ", shared) + " shared";
  }
}
