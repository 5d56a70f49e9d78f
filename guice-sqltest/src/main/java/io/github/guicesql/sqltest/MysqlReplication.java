package io.github.guicesql.sqltest;

import static io.github.guicesql.sqltest.Replication.ask;
import static io.github.guicesql.sqltest.Replication.execute;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/** MySQL's replication by GTID. */
record MysqlReplication(MysqlOptions given) implements GtidReplication {

  @Override
  public Product product() {
    return Product.MYSQL;
  }

  @Override
  public ServerOptions options(int number, int port, int other, String password) {
    Map<String, String> settings = GtidReplication.settings(number);
    settings.put("gtid-mode", "ON");
    settings.put("enforce-gtid-consistency", "ON");
    // With workers, the status would not say why one of them has failed.
    settings.put("replica-parallel-workers", "0");
    settings.putAll(given.settings());
    return new MysqlOptions(settings, null, port, given.certificate(), given.privateKey());
  }

  @Override
  public void follow(Connection standby, Address primary) throws SQLException {
    if (ask(standby, "SELECT @@global.gtid_executed").isEmpty()) {
      GtidReplication.renumber(standby);
    }
    execute(
        standby,
        "SET GLOBAL read_only = ON",
        "CHANGE REPLICATION SOURCE TO source_host = '127.0.0.1', source_port = "
            + primary.port()
            + ", source_user = '"
            + primary.user()
            + "', source_password = '"
            + primary.password()
            + "', source_ssl = "
            + (given.certificate() == null ? 0 : 1)
            + ", get_source_public_key = 1, source_connect_retry = 1, source_auto_position = 1",
        "START REPLICA");
  }

  @Override
  public void promote(Connection server) throws SQLException {
    if (isStandby(server)) {
      execute(server, "STOP REPLICA IO_THREAD", "START REPLICA SQL_THREAD");
      ask(
          server,
          "SELECT wait_for_executed_gtid_set('"
              + column(server, "Retrieved_Gtid_Set")
              + "', "
              + Commands.LIMIT.toSeconds()
              + ")");
      execute(server, "STOP REPLICA", "RESET REPLICA ALL");
    }
    execute(server, "SET GLOBAL read_only = OFF");
  }

  private static boolean isStandby(Connection server) throws SQLException {
    try (Statement statement = server.createStatement();
        ResultSet standby = statement.executeQuery("SHOW REPLICA STATUS")) {
      return standby.next();
    }
  }

  /** Returns a column of a standby's state; empty on a server that is none. */
  private static String column(Connection server, String name) throws SQLException {
    try (Statement statement = server.createStatement();
        ResultSet standby = statement.executeQuery("SHOW REPLICA STATUS")) {
      return standby.next() ? standby.getString(name) : "";
    }
  }

  @Override
  public String position(Connection primary) throws SQLException {
    return ask(primary, "SELECT @@global.gtid_executed");
  }

  @Override
  public boolean replayed(Connection standby, String position) throws SQLException {
    return ask(standby, "SELECT gtid_subset('" + position + "', @@global.gtid_executed)")
        .equals("1");
  }

  @Override
  public String state(Connection standby) throws SQLException {
    return "replayed until "
        + ask(standby, "SELECT @@global.gtid_executed")
        + ", receiver: "
        + column(standby, "Replica_IO_State")
        + column(standby, "Last_IO_Error")
        + ", replay: "
        + column(standby, "Replica_SQL_Running_State")
        + column(standby, "Last_SQL_Error");
  }

  @Override
  public void pauseReplay(Connection standby) throws SQLException {
    execute(standby, "STOP REPLICA SQL_THREAD");
  }

  @Override
  public void resumeReplay(Connection standby) throws SQLException {
    execute(standby, "START REPLICA SQL_THREAD");
  }
}
