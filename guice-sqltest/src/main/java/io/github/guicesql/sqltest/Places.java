package io.github.guicesql.sqltest;

/** Creates the databases of one engine's tests. Thread-safe. */
interface Places {

  /** Creates an empty database. */
  Place create();

  /** Returns what copies a database to which nobody is connected. */
  Copies copiesOf(Place template);
}
