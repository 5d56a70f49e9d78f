package io.github.guicesql.sqltest;

/** A server that is run by somebody else. */
record ExternalEngine(Address address) implements Engine {

  @Override
  public TestServer.Kind kind() {
    return TestServer.Kind.EXTERNAL;
  }

  @Override
  public void stop() {
    throw new UnsupportedOperationException(
        "This server is not ours to stop or start: it is the one in "
            + address.product().dsnVariable()
            + ". Use "
            + address.product().server()
            + ".launch for a test that needs to");
  }

  @Override
  public void start() {
    stop();
  }

  @Override
  public void close() {}
}
