package io.github.guicesql.sqltest;

import java.nio.file.Path;

/** A JVM of its own, for a test to kill; it says which servers it has and waits for its input. */
final class Child {
  private Child() {}

  public static void main(String[] arguments) throws Exception {
    for (String product : arguments[0].split(",", -1)) {
      start(Product.valueOf(product), arguments);
    }
    System.out.println("ready");
    System.in.read();
  }

  private static void start(Product product, String[] arguments) throws Exception {
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
    System.out.println("kind " + product + " " + server.kind());
  }
}
