package io.github.guicesql.benchmarks;

import java.sql.SQLException;

/** What the threads of a cell do, over and over. */
enum Work {
  READS("point reads") {
    @Override
    void step(Worker worker, Access access) throws SQLException {
      access.read(worker.random(Schema.ITEMS));
    }
  },
  INSERTS("single-row inserts") {
    @Override
    void step(Worker worker, Access access) throws SQLException {
      worker.ledger().insert(access);
    }
  },
  TRANSACTIONS("read-modify-write transactions") {
    @Override
    void step(Worker worker, Access access) throws SQLException {
      worker.ledger().increment(access, worker.random(Schema.ACCOUNTS));
    }
  },
  MIXED("90% reads, 10% inserts") {
    @Override
    void step(Worker worker, Access access) throws SQLException {
      (worker.random(10) == 0 ? INSERTS : READS).step(worker, access);
    }
  };

  final String title;

  Work(String title) {
    this.title = title;
  }

  abstract void step(Worker worker, Access access) throws SQLException;
}
