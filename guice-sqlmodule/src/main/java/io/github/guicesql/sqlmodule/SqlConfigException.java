package io.github.guicesql.sqlmodule;

import io.github.guicesql.sqlmodule.config.ConfigProblem;
import java.util.List;

/** Thrown when a database's configuration is invalid; it lists all problems at once. */
public final class SqlConfigException extends SqlBuildException {

  private static final long serialVersionUID = 1;

  private final ConfigProblem[] problems;

  /**
   * Creates an error for a module that reads a configuration. There must be at least one problem.
   */
  public SqlConfigException(String provider, String token, List<ConfigProblem> problems) {
    super(provider, token, BuildStage.INVALID_CONFIG, describe(problems), null);
    this.problems = problems.toArray(ConfigProblem[]::new);
  }

  /** The problems, in the order in which the driver module declares its settings. */
  public List<ConfigProblem> problems() {
    return List.of(problems);
  }

  private static String describe(List<ConfigProblem> problems) {
    if (problems.size() == 1) {
      return problems.get(0).toString();
    }
    StringBuilder text =
        new StringBuilder().append(problems.size()).append(" problems in the configuration:");
    for (ConfigProblem problem : problems) {
      text.append("\n  - ").append(problem);
    }
    return text.toString();
  }
}
