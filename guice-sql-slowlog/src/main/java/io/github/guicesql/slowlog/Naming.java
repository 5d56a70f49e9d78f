package io.github.guicesql.slowlog;

import io.github.guicesql.sqlmodule.Database;

/** Names the transaction that the calling thread is in. */
final class Naming {

  private Naming() {}

  /** Returns a part of a line, such as {@code , in the transaction "order"}, or nothing. */
  static String of(Database database) {
    return database.transaction().map(name -> ", in the transaction \"" + name + "\"").orElse("");
  }
}
