package io.github.guicesql.sqlmodule.internal.dsn;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of one connection string, in the order of first mention. The last value of a
 * repeated parameter wins.
 */
public final class Parameters {
  private static final Pattern SECRET =
      Pattern.compile("(?i)(pass(word|wd)?|pwd|secret)[\\w.-]*\\s*=");

  private final String dsn;
  private final Map<String, Parameter> byName = new LinkedHashMap<>();

  /** Creates an empty collection for this string. */
  public Parameters(String dsn) {
    this.dsn = dsn;
  }

  /** Adds a value whose position implies its name. */
  public void put(String name, String value, int from, int to) {
    byName.put(
        name, new Parameter(name, name, value, dsn.substring(from, to), from, from, false, true));
  }

  /**
   * Adds a named value. What follows an unescaped '/', '?' or '&amp;' in a password is parsed as a
   * name, up to the password's '@' or the next '='. Behind a password, only what is written like a
   * parameter's name, and has a '=', may be quoted.
   *
   * @param position the index of the name
   * @param from the index at which the value begins
   * @param understood whether what precedes the name was certainly parsed as intended
   */
  public void put(String name, String value, int position, int from, int to, boolean understood) {
    boolean bare = from == to && dsn.charAt(from - 1) != '=';
    boolean behindSecret = SECRET.matcher(dsn).region(0, position).find();
    boolean quotable =
        understood
            && dsn.indexOf('@', position) < 0
            && (behindSecret
                ? !bare && ParameterName.isCertain(name)
                : ParameterName.isPossible(name));
    byName.put(
        name,
        new Parameter(name, name, value, dsn.substring(from, to), position, from, bare, quotable));
  }

  /**
   * Adds the parameters of another string that this one lacks; their positions stay the other's.
   */
  public void complete(Parameters other) {
    for (Parameter parameter : other.all()) {
      byName.putIfAbsent(parameter.name(), parameter);
    }
  }

  /** Replaces a parameter by one with another name, in the same place. */
  public void rename(String name, Parameter renamed) {
    byName.remove(name);
    byName.put(renamed.name(), renamed);
  }

  /** Returns the parameter with exactly that name, or null. */
  public @Nullable Parameter get(String name) {
    return byName.get(name);
  }

  /** Returns the parameter's value, or null if it is absent or empty. */
  public @Nullable String text(String name) {
    Parameter parameter = byName.get(name);
    return parameter == null || parameter.value().isEmpty() ? null : parameter.value();
  }

  /** Removes and returns the parameter, or returns null if it is absent. */
  public @Nullable Parameter remove(String name) {
    return byName.remove(name);
  }

  /** All parameters. */
  public Collection<Parameter> all() {
    return List.copyOf(byName.values());
  }

  /** Returns the names only: each value may be secret. */
  @Override
  public String toString() {
    return "Parameters[" + byName.size() + "]";
  }
}
