package io.github.guicesql.sqltest;

/** What each test of a class finds in its database. See {@link SqlTest#freshEach}. */
public enum Fresh {
  /** What the tests before it have left: the class has one database and one injector. */
  SHARED,
  /**
   * What the migrations made, and nothing else: each test has an injector on a database of its own,
   * which is a copy of one that was migrated once.
   */
  TEMPLATE,
  /**
   * What the migrations made, and nothing else: each test has an injector of its own on the class's
   * database, in a transaction that is rolled back when the test has ended.
   *
   * <p>All connections that the test's injector lends are in that one transaction, whatever thread
   * borrows them. What they commit and roll back are savepoints in it. A test that ends the
   * transaction itself fails, and the next one gets another database: by {@code COMMIT} in SQL, by
   * a connection that it has unwrapped, or by a statement before which the database commits, as
   * MySQL and MariaDB do before each that defines a table. After a test that has lost its
   * connection, the next one gets another database, too.
   *
   * <p>It costs a test less than {@link #TEMPLATE} where a copy is dear, and tests less: a deferred
   * constraint is not checked, sequences go on, locks are held until the end of the test, and no
   * two connections of the service can wait for each other. Transactions of connections that are
   * open at the same time are nested in each other, and a reader does not find what the test
   * writes.
   */
  ROLLBACK
}
