package io.github.guicesql.transactor;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.SplittableRandom;
import javax.sql.DataSource;

/**
 * Accounts between which money is moved, in plain JDBC that knows nothing of transactions, while
 * all kinds of things go wrong. Each transfer leaves a row with its id, if it happens.
 */
final class Bank {

  static final int ACCOUNTS = 6;
  static final long EACH = 1000;

  /** What the one who asked for a transfer knows of it. */
  enum Outcome {
    ACKNOWLEDGED,
    FAILED,
    UNKNOWN
  }

  private final Engine engine;
  private final Service service;
  private final Service observer;
  private final Faults faults;

  Bank(Engine engine, Service service, Service observer, Faults faults) {
    this.engine = engine;
    this.service = service;
    this.observer = observer;
    this.faults = faults;
  }

  void open() throws SQLException {
    observer.execute(
        "create table account (id int primary key, balance bigint not null)",
        "create table transfer (id bigint primary key, debtor int, creditor int, amount bigint)");
    for (int i = 0; i < ACCOUNTS; i++) {
      observer.execute("insert into account values (" + i + ", " + EACH + ")");
    }
  }

  /** Moves money in one transaction, with a failure of a random kind, or none. */
  Outcome transfer(long id, SplittableRandom random) {
    int debtor = random.nextInt(ACCOUNTS);
    int creditor = (debtor + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
    int amount = 1 + random.nextInt(10);
    int fault = random.nextInt(14);
    TransactionOptions options =
        TransactionOptions.defaults()
            .withName("transfer")
            .withRetry(Retry.times(50).within(Duration.ofSeconds(30)));
    if (random.nextInt(3) == 0) {
      options = options.withIsolation(Isolation.SERIALIZABLE);
    }
    boolean[] undone = new boolean[1];
    try {
      service
          .transactor()
          .with(options)
          .inTransaction(
              () -> {
                undone[0] = false;
                change(debtor, -amount);
                fail(fault, random, undone);
                change(creditor, amount);
                note(id, debtor, creditor, amount);
              });
      return undone[0] ? Outcome.FAILED : Outcome.ACKNOWLEDGED;
    } catch (CommitUnknownException e) {
      return Outcome.UNKNOWN;
    } catch (Exception | AssertionError e) {
      return Outcome.FAILED;
    } finally {
      Thread.interrupted();
    }
  }

  private void fail(int fault, SplittableRandom random, boolean[] undone) throws Exception {
    switch (fault) {
      case 0 -> throw new IOException("checked");
      case 1 -> throw new IllegalStateException("unchecked");
      case 2 -> throw new AssertionError("error");
      case 3 -> {
        service.transactor().current().setRollbackOnly();
        undone[0] = true;
      }
      case 4 -> nestedFailure(random);
      case 5 -> nestedByHand(random);
      case 6 -> faults.plan("commit", Faults::lostAfterCommit);
      case 7 -> faults.plan("commit", Faults::lostBeforeCommit);
      case 8 -> Thread.currentThread().interrupt();
      case 9 -> {
        if (engine.hasSessions()) {
          observer.execute(engine.kill(service.query(engine.session())));
        }
      }
      case 10 ->
          service
              .transactor()
              .current()
              .beforeCommit(
                  () -> {
                    throw new IllegalStateException("before the commit");
                  });
      default -> {
        // All goes well.
      }
    }
  }

  /** A nested call fails and is handled: it moves nothing. */
  private void nestedFailure(SplittableRandom random) throws SQLException {
    int account = random.nextInt(ACCOUNTS);
    try {
      service
          .transactor()
          .inTransaction(
              () -> {
                change(account, 100);
                throw new IllegalStateException("nested");
              });
    } catch (IllegalStateException handled) {
      return;
    }
  }

  /** A transaction by JDBC's own methods is rolled back. */
  private void nestedByHand(SplittableRandom random) throws SQLException {
    try (Connection connection = service.db().getConnection()) {
      connection.setAutoCommit(false);
      Service.execute(
          connection,
          "update account set balance = balance + 100 where id = " + random.nextInt(ACCOUNTS));
      connection.rollback();
    }
  }

  /** Reads and writes, so that an update would be lost if transactions did not exclude it. */
  private void change(int account, long amount) throws SQLException {
    DataSource db = service.db();
    try (Connection connection = db.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                "select balance from account where id = ?"
                    + (engine == Engine.SQLITE ? "" : " for update"));
        PreparedStatement update =
            connection.prepareStatement("update account set balance = ? where id = ?")) {
      select.setInt(1, account);
      long balance;
      try (ResultSet row = select.executeQuery()) {
        row.next();
        balance = row.getLong(1);
      }
      update.setLong(1, balance + amount);
      update.setInt(2, account);
      update.executeUpdate();
    }
  }

  private void note(long id, int debtor, int creditor, int amount) throws SQLException {
    try (Connection connection = service.db().getConnection();
        PreparedStatement insert =
            connection.prepareStatement("insert into transfer values (?, ?, ?, ?)")) {
      insert.setLong(1, id);
      insert.setInt(2, debtor);
      insert.setInt(3, creditor);
      insert.setInt(4, amount);
      insert.executeUpdate();
    }
  }
}
