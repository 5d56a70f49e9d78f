package io.github.guicesql.postgres;

import io.github.guicesql.sqlmodule.internal.hosts.HostDriver;
import io.github.guicesql.sqlmodule.internal.hosts.HostOpening;
import io.github.guicesql.sqlmodule.internal.hosts.HostRole;
import io.github.guicesql.sqlmodule.internal.hosts.HostStatus;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.QueryExecutor;
import org.postgresql.util.PSQLException;

/** Asks PostgreSQL's hosts for their role, and reads what they report by themselves. */
final class PostgresHostDriver implements HostDriver {

  /**
   * A role without privileges may ask all of this. The name of the current WAL file has the
   * timeline of a server that was just promoted; the control file has it only after the first
   * checkpoint.
   */
  private static final String STATUS =
      "select pg_is_in_recovery(), current_setting('default_transaction_read_only') = 'on',"
          + " (pg_control_system()).system_identifier::text, case when pg_is_in_recovery() then"
          + " (pg_control_checkpoint()).timeline_id::bigint else ('x' ||"
          + " substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::bigint end, (case when"
          + " pg_is_in_recovery() then coalesce(pg_last_wal_replay_lsn(), '0/0') else"
          + " pg_current_wal_insert_lsn() end - '0/0')::bigint";

  /** What a server can be asked that speaks PostgreSQL's protocol and has not all its functions. */
  private static final String ROLE =
      "select pg_is_in_recovery(), current_setting('default_transaction_read_only') = 'on'";

  private static final long PAGE = 8192;
  private static final Set<Long> PAGE_HEADERS = Set.of(24L, 40L);
  private static final Set<String> NOT_READY = Set.of("57P01", "57P02", "57P03");

  private final List<String> hosts;
  private final HostOpening opening;
  private final Predicate<SQLException> unreachable;
  private final BooleanSupplier readOnlyPool;
  private final Set<Connection> withoutFunctions =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  /**
   * Creates a driver for hosts.
   *
   * @param unreachable returns whether an exception of the driver, without a server's message, is
   *     one of the network
   * @param readOnlyPool whether the pool itself makes its sessions read-only
   */
  PostgresHostDriver(
      List<String> hosts,
      HostOpening opening,
      Predicate<SQLException> unreachable,
      BooleanSupplier readOnlyPool) {
    this.hosts = hosts;
    this.opening = opening;
    this.unreachable = unreachable;
    this.readOnlyPool = readOnlyPool;
  }

  @Override
  public List<String> hosts() {
    return hosts;
  }

  @Override
  public Connection open(int host, Duration limit) throws SQLException {
    return opening.open(host, limit);
  }

  @Override
  public HostStatus ask(Connection connection) throws SQLException {
    if (!withoutFunctions.contains(connection)) {
      try {
        return status(connection, STATUS);
      } catch (PSQLException e) {
        if (!lacksFunctions(e)) {
          throw e;
        }
        withoutFunctions.add(connection);
      }
    }
    return status(connection, ROLE);
  }

  /** Returns whether a function does not exist there, is not supported, or not allowed. */
  private static boolean lacksFunctions(PSQLException thrown) {
    String state = String.valueOf(thrown.getSQLState());
    return thrown.getServerErrorMessage() != null
        && (state.startsWith("42") || state.startsWith("0A"));
  }

  private static HostStatus status(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      boolean primary = !row.getBoolean(1);
      boolean readOnly = !primary || row.getBoolean(2);
      if (row.getMetaData().getColumnCount() == 2) {
        return new HostStatus(primary, readOnly, "", 0, 0);
      }
      return new HostStatus(
          primary, readOnly, row.getString(3), row.getLong(4), withoutHeader(row.getLong(5)));
    }
  }

  /**
   * Returns the end of the last record. On a new page, a primary's position is behind the page's
   * header, and a standby's never is until there is another record.
   */
  static long withoutHeader(long position) {
    long inPage = position % PAGE;
    return PAGE_HEADERS.contains(inPage) ? position - inPage : position;
  }

  @Override
  public Failure failure(SQLException thrown) {
    if (thrown instanceof PSQLException ours && ours.getServerErrorMessage() != null) {
      return isNotReady(ours) ? Failure.NOT_READY : Failure.REFUSED;
    }
    return unreachable.test(thrown) ? Failure.NO_ANSWER : Failure.REFUSED;
  }

  private static boolean isNotReady(SQLException thrown) {
    return NOT_READY.contains(String.valueOf(thrown.getSQLState()));
  }

  /**
   * PostgreSQL reports both settings since version 14, each time that one of them changes, together
   * with the next answer.
   */
  @Override
  public boolean contradicts(Connection connection, HostRole role) {
    QueryExecutor protocol;
    try {
      protocol = connection.unwrap(BaseConnection.class).getQueryExecutor();
    } catch (SQLException e) {
      return false;
    }
    String standby = protocol.getParameterStatus("in_hot_standby");
    return switch (role) {
      case ANY, PREFER_PRIMARY, PREFER_STANDBY -> false;
      case PRIMARY -> "on".equals(standby);
      case READ_WRITE ->
          "on".equals(standby) || (isReadOnly(protocol) && !readOnlyPool.getAsBoolean());
      case STANDBY -> "off".equals(standby);
      case READ_ONLY -> "off".equals(standby) && !isReadOnly(protocol);
    };
  }

  private static boolean isReadOnly(QueryExecutor protocol) {
    return "on".equals(protocol.getParameterStatus("default_transaction_read_only"));
  }
}
