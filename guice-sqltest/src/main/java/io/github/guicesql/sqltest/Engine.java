package io.github.guicesql.sqltest;

/** What runs a server. Not safe for use by several threads: {@link PostgresServer} sees to that. */
interface Engine extends AutoCloseable {
  PostgresServer.Kind kind();

  /** The database that is always there, and the user who may create others. */
  Address address();

  void stop();

  void start();

  @Override
  void close();
}
