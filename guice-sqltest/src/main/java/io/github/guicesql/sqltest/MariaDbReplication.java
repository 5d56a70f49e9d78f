package io.github.guicesql.sqltest;

import static io.github.guicesql.sqltest.Replication.ask;
import static io.github.guicesql.sqltest.Replication.execute;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * MariaDB's replication by GTID. Each server starts read-only, so that a standby never is writable;
 * the primary is made writable when it has started.
 */
record MariaDbReplication(MariaDbOptions given) implements Replication {

  @Override
  public Product product() {
    return Product.MARIADB;
  }

  @Override
  public ServerOptions options(int number, int port, int other, String password) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("log-bin", "binlog");
    // The default name of this file would contain the name of the machine.
    settings.put("relay-log", "relaylog");
    settings.put("server-id", Integer.toString(number));
    // A standby that becomes the primary needs what it has replayed in its own log.
    settings.put("log-slave-updates", "ON");
    settings.put("gtid-strict-mode", "ON");
    settings.put("read-only", "ON");
    settings.putAll(given.settings());
    return new MariaDbOptions(settings, null, port, given.certificate(), given.privateKey());
  }

  /** Returns the data of a new server: the log of the primary goes back to its first start. */
  @Override
  public EmbeddedEngine.Data standbyData(EmbeddedEngine primary, Programs programs) {
    return programs::create;
  }

  @Override
  public List<String> setUp(Address ordinary) {
    return List.of(
        "CREATE USER '%s'@'%%' IDENTIFIED BY '%s'".formatted(ordinary.user(), ordinary.password()),
        "GRANT ALL ON %s.* TO '%s'@'%%'".formatted(ordinary.database(), ordinary.user()));
  }

  @Override
  public void follow(Connection standby, Address primary) throws SQLException {
    boolean empty = ask(standby, "SELECT @@global.gtid_binlog_pos").isEmpty();
    if (empty) {
      // It would skip what a server of its own id has written, which it may have been before.
      execute(standby, "SET GLOBAL server_id = cast(100 + floor(rand() * 4000000000) as unsigned)");
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
  public void startedAsPrimary(Connection server) throws SQLException {
    execute(server, "SET GLOBAL read_only = OFF");
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
  public void demote(Connection server) throws SQLException {
    execute(server, "SET GLOBAL read_only = ON");
  }

  @Override
  public void switchover(ReplicatedServer from, ReplicatedServer to) throws SQLException {
    from.demote();
    to.awaitReplay(from);
    to.promote();
    from.follow(to);
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
