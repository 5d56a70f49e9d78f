package io.github.guicesql.sqlmodule;

/** The stage at which building a {@link javax.sql.DataSource} failed. */
public enum BuildStage {
  /** The configuration could not be read: its source failed, rather than one of its values. */
  RESOLVE_CONFIG,
  /** A value is missing or invalid; the error is always a {@link SqlConfigException}. */
  INVALID_CONFIG,
  /**
   * The configuration is valid, but the pool or a connection could not be created. Failures of
   * hooks belong here, too.
   */
  OPEN,
  /** The database did not answer, or refused, within the connect timeout. */
  PING,
  /** A {@link Migration} failed, or the migrations could not begin. */
  MIGRATE
}
