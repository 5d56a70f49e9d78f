package io.github.guicesql.sqltest;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** What a product does its own way in a replicated pair. Connections are the superuser's. */
interface Replication {
  Product product();

  /**
   * Returns the options of one server of the pair.
   *
   * @param number 1 or 2
   * @param port the server's own port
   * @param other the port of the other server
   * @param password the superuser's password on both servers
   */
  ServerOptions options(int number, int port, int other, String password);

  /** Returns what creates a standby's data; the primary may be running or not. */
  EmbeddedEngine.Data standbyData(EmbeddedEngine primary, Programs programs);

  /** Returns the statements that create the ordinary user and the database on the primary. */
  List<String> setUp(Address ordinary);

  /** Makes a server the standby of another one. */
  void follow(Connection standby, Address primary) throws SQLException;

  /** Makes a primary that was just started writable. */
  void startedAsPrimary(Connection server) throws SQLException;

  /** Makes a standby the primary, or a demoted primary writable again. */
  void promote(Connection server) throws SQLException;

  /** Makes a primary read-only; its connections stay. */
  void demote(Connection server) throws SQLException;

  /** Hands the primary's role over without loss. */
  void switchover(ReplicatedServer from, ReplicatedServer to) throws IOException, SQLException;

  /** Returns how far the primary is: all that it has committed is before that. */
  String position(Connection primary) throws SQLException;

  /** Returns whether the standby has replayed everything until the position. */
  boolean replayed(Connection standby, String position) throws SQLException;

  /** Returns what the standby says about its replication, for an error. */
  String state(Connection standby) throws SQLException;

  void pauseReplay(Connection standby) throws SQLException;

  void resumeReplay(Connection standby) throws SQLException;

  static void execute(Connection connection, String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  static String ask(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return String.valueOf(Product.strings(statement, query).get(0));
    }
  }
}
