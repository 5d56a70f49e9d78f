package io.github.guicesql.sqlmodule.internal.dsn;

import io.github.guicesql.sqlmodule.config.InvalidValueException.Fault;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with a connection string.
 *
 * <p>A character that ought to have been escaped makes the rest of a password look like a host, a
 * port or a keyword. So no part of the string is in here but names that are known: a problem says
 * in words what is wrong, and where.
 *
 * @param position index into the string, from 0
 * @param parameter the name of the parameter that is wrong, or null if something else is
 * @param wrong what is wrong, in words; of a parameter, to be read after its name
 * @param write what to do instead, as a command
 */
public record Problem(int position, @Nullable String parameter, String wrong, String write) {

  /** The same for people, who count from 1. */
  Fault fault() {
    String what = parameter == null ? wrong : "the parameter " + parameter + " " + wrong;
    return new Fault(
        "At position " + (position + 1) + ": " + what + ".",
        write.substring(0, 1).toUpperCase(Locale.ROOT) + write.substring(1) + ".");
  }
}
