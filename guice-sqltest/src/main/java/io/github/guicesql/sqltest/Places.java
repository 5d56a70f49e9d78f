package io.github.guicesql.sqltest;

/** Creates the databases of one engine's tests. Thread-safe. */
interface Places {

  /** Creates an empty database. */
  Place create();

  /** Creates a copy of a database to which nobody is connected. */
  Place copyOf(Place template);
}
