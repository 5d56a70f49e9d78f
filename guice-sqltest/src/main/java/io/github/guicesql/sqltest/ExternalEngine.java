package io.github.guicesql.sqltest;

/** A server that somebody else runs. */
record ExternalEngine(Address address) implements Engine {

  @Override
  public PostgresServer.Kind kind() {
    return PostgresServer.Kind.EXTERNAL;
  }

  @Override
  public void stop() {
    throw new UnsupportedOperationException(
        "This server is not ours to stop or start: it is the one in "
            + SharedServer.DSN
            + ". Use PostgresServer.launch for a test that needs to");
  }

  @Override
  public void start() {
    stop();
  }

  @Override
  public void close() {}
}
