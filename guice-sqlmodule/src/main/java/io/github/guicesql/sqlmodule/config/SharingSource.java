package io.github.guicesql.sqlmodule.config;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A source in which named databases share some values of the default database. A setting that may
 * be in a file is shared with the name of that file: a database with either of its own has neither
 * of the default one's.
 */
final class SharingSource implements ConfigSource {

  private static final String KEY_OF_FILE = "_FILE";

  private final ConfigSource source;
  private final List<Setting<?>> shared;

  SharingSource(ConfigSource source, List<Setting<?>> shared) {
    this.source = source;
    this.shared = shared;
  }

  @Override
  public Optional<String> get(ConfigKey key) {
    return find(key).map(ConfigText::text);
  }

  @Override
  public Optional<ConfigText> find(ConfigKey key) {
    Optional<ConfigText> own = own(key);
    return own.isPresent() || !isShared(key) ? own : key.ofDefault().flatMap(source::find);
  }

  private Optional<ConfigText> own(ConfigKey key) {
    return source.find(key).filter(found -> !found.text().isBlank());
  }

  private boolean isShared(ConfigKey key) {
    for (Setting<?> setting : shared) {
      String name = "." + setting.name();
      boolean orFile = setting.file().isPresent();
      if (key.token().endsWith(name)) {
        return !orFile || own(ofFile(key)).isEmpty();
      }
      if (orFile && key.token().endsWith(name + Setting.FILE)) {
        ConfigKey inPlace = inPlace(key);
        return own(setting.isSecret() ? inPlace.asSecret() : inPlace).isEmpty();
      }
    }
    return false;
  }

  private static ConfigKey ofFile(ConfigKey key) {
    return ConfigKey.named(key.key() + KEY_OF_FILE, key.token() + Setting.FILE);
  }

  private static ConfigKey inPlace(ConfigKey ofFile) {
    String key = ofFile.key();
    String token = ofFile.token();
    return ConfigKey.named(
        key.substring(0, key.length() - KEY_OF_FILE.length()),
        token.substring(0, token.length() - Setting.FILE.length()));
  }

  private List<String> settings() {
    return shared.stream().map(Setting::name).toList();
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
        && settings().equals(that.settings());
  }

  @Override
  public int hashCode() {
    return 31 * source.hashCode() + settings().hashCode();
  }

  @Override
  public String toString() {
    return source + ", with " + String.join(", ", settings()) + " shared";
  }
}
