package io.github.guicesql.docs;

/** A function of PostgreSQL's that the features use, and that H2 does not have. */
public final class H2Functions {

  static final String DECLARATION =
      "create alias if not exists pg_advisory_xact_lock for \""
          + H2Functions.class.getName()
          + ".advisoryLock\"";

  private H2Functions() {}

  /** The features lock so while they create tables. H2 lets one do that at a time, by itself. */
  public static void advisoryLock(long key) {}
}
