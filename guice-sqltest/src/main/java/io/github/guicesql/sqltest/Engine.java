package io.github.guicesql.sqltest;

/** Runs a server. Not thread-safe: {@link TestServer} synchronizes access. */
interface Engine extends AutoCloseable {
  TestServer.Kind kind();

  /** The address of the default database, with a user who may create others. */
  Address address();

  void stop();

  void start();

  @Override
  void close();
}
