package io.github.guicesql.sqltest;

/** Makes copies of one database, to which nobody is connected. Used by one thread at a time. */
@FunctionalInterface
interface Copies extends AutoCloseable {

  /** Creates a copy. */
  Place copy();

  /**
   * Makes a copy that a test has used what it was when it was created.
   *
   * @return false if it may differ from a new copy, and has to be dropped
   */
  default boolean reset(Place used) {
    return false;
  }

  /** Drops a copy, or the database itself. */
  default void drop(Place place) {
    place.close();
  }

  /** Ends what is kept to make copies; the copies stay. */
  @Override
  default void close() {}
}
