package io.github.guicesql.sqltest;

/** What runs a server. Not safe for use by several threads: {@link TestServer} sees to that. */
interface Engine extends AutoCloseable {
  TestServer.Kind kind();

  /** The database that is always there, and the user who may create others. */
  Address address();

  void stop();

  void start();

  @Override
  void close();
}
