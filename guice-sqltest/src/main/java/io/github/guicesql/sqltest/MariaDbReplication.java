package io.github.guicesql.sqltest;

import static io.github.guicesql.sqltest.Replication.ask;
import static io.github.guicesql.sqltest.Replication.execute;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/** MariaDB's replication by GTID. */
record MariaDbReplication(MariaDbOptions given) implements GtidReplication {

  @Override
  public Product product() {
    return Product.MARIADB;
  }

  @Override
  public ServerOptions options(int number, int port, int other, String password) {
    Map<String, String> settings = GtidReplication.settings(number);
    // A standby that becomes the primary needs what it has replayed in its own log.
    settings.put("log-slave-updates", "ON");
    settings.put("gtid-strict-mode", "ON");
    settings.putAll(given.settings());
    return new MariaDbOptions(settings, null, port, given.certificate(), given.privateKey());
  }

  @Override
  public void follow(Connection standby, Address primary) throws SQLException {
    boolean empty = ask(standby, "SELECT @@global.gtid_binlog_pos").isEmpty();
    if (empty) {
      GtidReplication.renumber(standby);
    }
    execute(
        standby,
        "SET GLOBAL read_only = ON",
        "CHANGE MASTER TO master_host = '127.0.0.1', master_port = "
            + primary.port()
            + ", master_user = '"
            + primary.user()
            + "', master_password = '"
            + primary.password()
            + "', master_ssl = "
            + (given.certificate() == null ? 0 : 1)
            + ", master_ssl_verify_server_cert = 0, master_connect_retry = 1"
            + ", master_use_gtid = slave_pos"
            // A server that was a primary itself continues after its own last transaction.
            + (empty ? "" : ", master_demote_to_slave = 1"),
        "START SLAVE");
  }

  @Override
  public void promote(Connection server) throws SQLException {
    execute(server, "STOP SLAVE IO_THREAD");
    String received = column(server, "Gtid_IO_Pos");
    if (!received.isEmpty()) {
      execute(server, "START SLAVE SQL_THREAD");
      ask(
          server,
          "SELECT master_gtid_wait('" + received + "', " + Commands.LIMIT.toSeconds() + ")");
    }
    execute(server, "STOP SLAVE", "RESET SLAVE ALL", "SET GLOBAL read_only = OFF");
  }

  /** Returns a column of a standby's state; empty on a server that is none. */
  private static String column(Connection server, String name) throws SQLException {
    try (Statement statement = server.createStatement();
        ResultSet standby = statement.executeQuery("SHOW SLAVE STATUS")) {
      return standby.next() ? standby.getString(name) : "";
    }
  }

  @Override
  public String position(Connection primary) throws SQLException {
    return ask(primary, "SELECT @@global.gtid_binlog_pos");
  }

  @Override
  public boolean replayed(Connection standby, String position) throws SQLException {
    return ask(standby, "SELECT master_gtid_wait('" + position + "', 0)").equals("0");
  }

  @Override
  public String state(Connection standby) throws SQLException {
    return "replayed until "
        + ask(standby, "SELECT @@global.gtid_slave_pos")
        + ", receiver: "
        + column(standby, "Slave_IO_State")
        + column(standby, "Last_IO_Error")
        + ", replay: "
        + column(standby, "Slave_SQL_Running_State")
        + column(standby, "Last_SQL_Error");
  }

  @Override
  public void pauseReplay(Connection standby) throws SQLException {
    execute(standby, "STOP SLAVE SQL_THREAD");
  }

  @Override
  public void resumeReplay(Connection standby) throws SQLException {
    execute(standby, "START SLAVE SQL_THREAD");
  }
}
