package io.github.guicesql.sqltest;

import static io.github.guicesql.sqltest.Replication.execute;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the replications of MariaDB and MySQL by GTID have in common. Each server starts read-only,
 * so that a standby never is writable; the primary is made writable when it has started.
 */
interface GtidReplication extends Replication {

  /** Returns the settings of a server of either product. */
  static Map<String, String> settings(int number) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("log-bin", "binlog");
    // The default name of this file would contain the name of the machine.
    settings.put("relay-log", "relaylog");
    settings.put("server-id", Integer.toString(number));
    settings.put("read-only", "ON");
    return settings;
  }

  /**
   * Gives a new server another id. It would skip what a server of its own id has written, which it
   * may have been before.
   */
  static void renumber(Connection server) throws SQLException {
    execute(server, "SET GLOBAL server_id = cast(100 + floor(rand() * 4000000000) as unsigned)");
  }

  /** Returns the data of a new server: the log of the primary goes back to its first start. */
  @Override
  default EmbeddedEngine.Data standbyData(EmbeddedEngine primary, Programs programs) {
    return programs::create;
  }

  @Override
  default List<String> setUp(Address ordinary) {
    return List.of(
        "CREATE USER '%s'@'%%' IDENTIFIED BY '%s'".formatted(ordinary.user(), ordinary.password()),
        "GRANT ALL ON %s.* TO '%s'@'%%'".formatted(ordinary.database(), ordinary.user()));
  }

  @Override
  default void startedAsPrimary(Connection server) throws SQLException {
    execute(server, "SET GLOBAL read_only = OFF");
  }

  @Override
  default void demote(Connection server) throws SQLException {
    execute(server, "SET GLOBAL read_only = ON");
  }

  @Override
  default void switchover(ReplicatedServer from, ReplicatedServer to) throws SQLException {
    from.demote();
    to.awaitReplay(from);
    to.promote();
    from.follow(to);
  }
}
