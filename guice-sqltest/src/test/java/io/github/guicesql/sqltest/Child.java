package io.github.guicesql.sqltest;

import java.nio.file.Path;

/** A JVM of its own, for a test to kill; it says which server it has and waits for its input. */
final class Child {
  private Child() {}

  public static void main(String[] arguments) throws Exception {
    Product product = Product.valueOf(arguments[0]);
    TestServer server =
        switch (arguments[1]) {
          case "shared" -> Servers.shared(product);
          case "launch" -> Servers.launch(product);
          case "keep" -> Servers.launch(Servers.withDataDirectory(product, Path.of(arguments[2])));
          default -> throw new IllegalArgumentException(arguments[1]);
        };
    try (TestDatabase database = server.createDatabase()) {
      if (server.kind() == TestServer.Kind.EMBEDDED) {
        System.out.println("data " + Servers.data(product, database));
      }
    }
    System.out.println("kind " + server.kind());
    System.out.println("ready");
    System.in.read();
  }
}
