package io.github.guicesql.sqlmodule.internal.dsn;

import io.github.guicesql.sqlmodule.config.InvalidValueException.Fault;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A problem with a connection string.
 *
 * <p>A character that should have been escaped makes the rest of a password look like a host, a
 * port or a keyword. Therefore a problem contains no part of the string except known names: it
 * describes in words what is wrong, and where.
 *
 * @param position the index into the string, from 0
 * @param parameter the name of the parameter that is wrong, or null if something else is
 * @param wrong what is wrong, in words; for a parameter, a clause that follows its name
 * @param write what to do instead, as a command
 */
public record Problem(int position, @Nullable String parameter, String wrong, String write) {

  /** Returns the problem for people, who count from 1. */
  Fault fault() {
    String what = parameter == null ? wrong : "the parameter " + parameter + " " + wrong;
    return new Fault(
        "At position " + (position + 1) + ": " + what + ".",
        write.substring(0, 1).toUpperCase(Locale.ROOT) + write.substring(1) + ".");
  }
}
