package io.github.guicesql.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * One thread of a soak: moves money between accounts, inserts rows, reads snapshots, and does what
 * one should not, such as to return a connection with a transaction open. It reports each row that
 * it was told is there; a row that must never be there has a negative id.
 */
final class SoakWorker implements Runnable {

  static final int ACCOUNTS = 50;
  static final long TOTAL = 50_000;

  /** What a worker does, and how often in comparison. */
  enum Operation {
    TRANSFER(30),
    SNAPSHOT(20),
    INSERT(20),
    INSERT_RETURNING(5),
    ROLLBACK(5),
    SAVEPOINT(5),
    ABANDON(3),
    ABANDON_BEGUN_BY_HAND(3),
    LEAVE_RESULT_SET(3),
    VIOLATION(3),
    CHANGE_SCHEMA(1),
    INTERRUPT(2);

    private static final List<Operation> BY_WEIGHT =
        Stream.of(values()).flatMap(o -> Stream.generate(() -> o).limit(o.weight)).toList();

    private final int weight;

    Operation(int weight) {
      this.weight = weight;
    }
  }

  private final DataSource dataSource;
  private final SoakLog log;
  private final long firstId;
  private final SplittableRandom random;
  private final List<SoakWorker> all;
  private final Object interruptLock = new Object();
  private long inserts;

  /** Guarded by the lock: the thread while it works, and whether somebody interrupted it. */
  private @Nullable Thread thread;

  private boolean interrupted;

  /** What is being done, and since when; not exact, as it is only looked at now and then. */
  private volatile Operation operation = Operation.TRANSFER;

  private volatile long since;
  private volatile boolean working;
  private volatile boolean stopped;

  /**
   * One of them.
   *
   * @param firstId its rows have ids from here on, of which there are enough
   * @param all those it may interrupt, itself among them once it was added
   */
  SoakWorker(DataSource dataSource, SoakLog log, long firstId, List<SoakWorker> all) {
    this.dataSource = dataSource;
    this.log = log;
    this.firstId = firstId;
    this.all = all;
    random = new SplittableRandom(firstId);
  }

  static void createSchema(Sqlite sqlite) throws SQLException {
    sqlite.execute(
        "create table accounts (id integer primary key, balance integer not null)",
        "create table entries (id integer primary key, account integer not null)",
        "insert into entries values (0, 0)",
        "insert into accounts with recursive n(id) as (select 0 union all select id + 1 from n where id < "
            + (ACCOUNTS - 1)
            + ") select id, "
            + TOTAL / ACCOUNTS
            + " from n");
  }

  @Override
  public void run() {
    synchronized (interruptLock) {
      thread = Thread.currentThread();
    }
    while (!stopped) {
      operation = Operation.BY_WEIGHT.get(random.nextInt(Operation.BY_WEIGHT.size()));
      since = System.nanoTime();
      working = true;
      @Nullable Throwable failure = failureOf(operation);
      working = false;
      boolean wasInterrupted = endInterrupt();
      if (failure == null) {
        log.did(operation);
      } else if (!wasInterrupted || isBusy(failure)) {
        log.trouble(operation + " failed: " + failure);
      }
      reportWait();
    }
  }

  void stop() {
    stopped = true;
  }

  /** For somebody who looks from outside: one that is stuck cannot say so. */
  void reportWaitIfWorking() {
    if (working) {
      reportWait();
    }
  }

  private void reportWait() {
    log.waited(operation, Duration.ofNanos(System.nanoTime() - since));
  }

  private @Nullable Throwable failureOf(Operation chosen) {
    try {
      perform(chosen);
      return null;
    } catch (SQLException | RuntimeException e) {
      return e;
    }
  }

  private static boolean isBusy(Throwable failure) {
    return failure.toString().contains("SQLITE_BUSY")
        || failure.toString().contains("SQLITE_LOCKED");
  }

  private void interrupt() {
    synchronized (interruptLock) {
      if (thread != null) {
        interrupted = true;
        thread.interrupt();
      }
    }
  }

  private boolean endInterrupt() {
    synchronized (interruptLock) {
      boolean was = interrupted;
      interrupted = false;
      Thread.interrupted();
      return was;
    }
  }

  private void perform(Operation chosen) throws SQLException {
    switch (chosen) {
      case TRANSFER -> transfer();
      case SNAPSHOT -> snapshot();
      case INSERT -> insertOne();
      case INSERT_RETURNING -> insertReturning();
      case ROLLBACK -> rollBack();
      case SAVEPOINT -> rollBackToSavepoint();
      case ABANDON -> abandon();
      case ABANDON_BEGUN_BY_HAND -> abandonBegunByHand();
      case LEAVE_RESULT_SET -> leaveResultSet();
      case VIOLATION -> violate();
      case CHANGE_SCHEMA -> changeSchema();
      case INTERRUPT -> all.get(random.nextInt(all.size())).interrupt();
    }
  }

  private void transfer() throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      long id = nextId();
      int amount = random.nextInt(100);
      add(connection, randomAccount(), -amount);
      add(connection, randomAccount(), amount);
      insert(connection, id);
      connection.commit();
      log.acknowledged(id);
    }
  }

  private void snapshot() throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      connection.setReadOnly(true);
      connection.setAutoCommit(false);
      for (int i = 0; i < 2; i++) {
        String total = Sqlite.query(connection, "select sum(balance) from accounts");
        if (!total.equals(Long.toString(TOTAL))) {
          log.trouble("A snapshot's total was " + total);
        }
      }
      connection.commit();
    }
  }

  private void insertOne() throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      long id = nextId();
      insert(connection, id);
      log.acknowledged(id);
    }
  }

  private void insertReturning() throws SQLException {
    long id = nextId();
    try (Connection connection = dataSource.getConnection();
        PreparedStatement insert =
            connection.prepareStatement("insert into entries values (?, 1) returning id")) {
      insert.setLong(1, id);
      try (ResultSet rows = insert.executeQuery()) {
        if (!rows.next() || rows.getLong(1) != id) {
          log.trouble("INSERT did not return " + id);
        }
      }
      log.acknowledged(id);
    }
  }

  private void rollBack() throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      spoil(connection);
      connection.rollback();
    }
  }

  private void rollBackToSavepoint() throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      long id = nextId();
      insert(connection, id);
      Savepoint savepoint = connection.setSavepoint();
      spoil(connection);
      connection.rollback(savepoint);
      connection.commit();
      log.acknowledged(id);
    }
  }

  private void abandon() throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      spoil(connection);
    }
  }

  private void abandonBegunByHand() throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      Sqlite.execute(connection, "begin immediate");
      spoil(connection);
    }
  }

  @SuppressWarnings("resource") // what this is about
  private void leaveResultSet() throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      PreparedStatement select = connection.prepareStatement("select id from accounts");
      if (!select.executeQuery().next()) {
        log.trouble("There are no accounts");
      }
    }
  }

  private void violate() throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      insert(connection, 0);
      log.trouble("A second row could have the id of the first");
    } catch (SQLException e) {
      if (!e.toString().contains("SQLITE_CONSTRAINT")) {
        throw e;
      }
    }
  }

  private void changeSchema() throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      Sqlite.execute(
          connection,
          "create index if not exists entries_account on entries (account)",
          "drop index if exists entries_account");
    }
  }

  /** What must not be there in the end: money from nowhere, and a row with a negative id. */
  private void spoil(Connection connection) throws SQLException {
    add(connection, randomAccount(), 1_000_000);
    insert(connection, -nextId());
  }

  private static void add(Connection connection, int account, int amount) throws SQLException {
    long balance;
    try (PreparedStatement select =
        connection.prepareStatement("select balance from accounts where id = ?")) {
      select.setInt(1, account);
      try (ResultSet rows = select.executeQuery()) {
        rows.next();
        balance = rows.getLong(1);
      }
    }
    try (PreparedStatement update =
        connection.prepareStatement("update accounts set balance = ? where id = ?")) {
      update.setLong(1, balance + amount);
      update.setInt(2, account);
      update.executeUpdate();
    }
  }

  private static void insert(Connection connection, long id) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("insert into entries values (?, 1)")) {
      insert.setLong(1, id);
      insert.executeUpdate();
    }
  }

  private int randomAccount() {
    return random.nextInt(ACCOUNTS);
  }

  private long nextId() {
    return firstId + inserts++;
  }
}
