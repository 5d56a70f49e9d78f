package io.github.guicesql.sqltest;

/** What each test of a class finds in its database. See {@link SqlTest#freshEach}. */
public enum Fresh {
  /** What the tests before it have left: the class has one database and one injector. */
  SHARED,
  /**
   * What the migrations made, and nothing else: each test has an injector on a database of its own,
   * which is a copy of one that was migrated once.
   */
  TEMPLATE
}
