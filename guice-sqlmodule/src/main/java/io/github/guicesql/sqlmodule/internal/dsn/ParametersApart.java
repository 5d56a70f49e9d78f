package io.github.guicesql.sqlmodule.internal.dsn;

import io.github.guicesql.sqlmodule.config.InvalidValueException;
import io.github.guicesql.sqlmodule.config.InvalidValueException.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parameters that are written apart from their connection string. They are parsed as the end of a
 * short string of the same form, whose beginning must not count in the positions of errors.
 */
public final class ParametersApart {

  private static final Pattern POSITION = Pattern.compile("^At position (\\d+):");

  private ParametersApart() {}

  /** Refuses a user or a password, which have settings of their own. */
  public static void refuseLogin(Parameters apart, Problems problems) {
    for (Parameter parameter : apart.all()) {
      if (parameter.name().equals("user") || parameter.name().equals("password")) {
        problems.add(parameter, "has a setting of its own", "write it there");
      }
    }
  }

  /** Returns the same problems with positions that begin after the given number of characters. */
  public static InvalidValueException shifted(InvalidValueException problems, int beginning) {
    List<Fault> faults = new ArrayList<>();
    for (Fault fault : problems.faults()) {
      Matcher position = POSITION.matcher(fault.wrong());
      String wrong = fault.wrong();
      if (position.find()) {
        int shifted = Math.max(1, Integer.parseInt(position.group(1)) - beginning);
        wrong = "At position " + shifted + wrong.substring(position.end(1));
      }
      faults.add(new Fault(wrong, fault.remedy()));
    }
    return new InvalidValueException(faults);
  }
}
