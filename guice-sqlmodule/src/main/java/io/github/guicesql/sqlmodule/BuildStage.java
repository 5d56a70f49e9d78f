package io.github.guicesql.sqlmodule;

/** How far the building of a {@link javax.sql.DataSource} had come when it failed. */
public enum BuildStage {
  /** The configuration could not be read: its source failed, not a value. */
  RESOLVE_CONFIG,
  /** A value is missing or wrong: always a {@link SqlConfigException}, but for a pool hook's. */
  INVALID_CONFIG,
  /** The configuration is fine, but the pool or a connection could not be made from it. */
  OPEN,
  /** The database did not answer, or refused, within the connect timeout. */
  PING
}
