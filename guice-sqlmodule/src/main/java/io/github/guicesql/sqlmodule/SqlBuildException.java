package io.github.guicesql.sqlmodule;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a database's {@link javax.sql.DataSource} could not be built. A failed build leaves
 * nothing behind: the next injection of the key tries again.
 *
 * <p>A caller can act on it without parsing the message, by {@link #provider()}, {@link #token()},
 * {@link #stage()} and {@link #getCause()}.
 */
public class SqlBuildException extends SqlModuleException {

  private static final long serialVersionUID = 1;

  private final String provider;
  private final String token;
  private final BuildStage stage;

  /**
   * Creates an error for a module that builds data sources.
   *
   * @param provider the driver module's name, such as {@code "sqlite"}
   * @param token the token of the data source, such as {@code "database.db"}
   * @param problem what was wrong and what to do, in a sentence, without a secret
   */
  public SqlBuildException(
      String provider, String token, BuildStage stage, String problem, @Nullable Throwable cause) {
    super(token + " (" + provider + "), " + stage + ": " + problem, cause);
    this.provider = provider;
    this.token = token;
    this.stage = stage;
  }

  /** The driver module's name, such as {@code "sqlite"}. */
  public final String provider() {
    return provider;
  }

  /** The token of the data source that could not be built, such as {@code "database.db"}. */
  public final String token() {
    return token;
  }

  /** The stage at which the build failed. */
  public final BuildStage stage() {
    return stage;
  }
}
