package io.github.guicesql.sqltest;

/** Gives each test of a class its database. Thread-safe. */
interface TestPlaces {

  /** Creates an injector for a test. */
  Opened open(Opened.Modules modules) throws InterruptedException;

  /** Takes a test's database back, when its injector is closed. */
  void giveBack(Opened closed);

  /** Drops the databases, after the last test of the class. */
  void close();
}
