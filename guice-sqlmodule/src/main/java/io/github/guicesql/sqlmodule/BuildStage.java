package io.github.guicesql.sqlmodule;

/** How far the building of a {@link javax.sql.DataSource} had come when it failed. */
public enum BuildStage {
  /** The configuration could not be read: its source failed, not a value. */
  RESOLVE_CONFIG,
  /** A value is missing or wrong: always a {@link SqlConfigException}. */
  INVALID_CONFIG,
  /** The configuration is fine, but the pool or a connection could not be made: a hook's, too. */
  OPEN,
  /** The database did not answer, or refused, within the connect timeout. */
  PING
}
