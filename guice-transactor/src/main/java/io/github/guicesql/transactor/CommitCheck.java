package io.github.guicesql.transactor;

/**
 * What PostgreSQL has to be asked to find out what became of a transaction.
 *
 * @param id the transaction's id, as PostgreSQL's {@code xid8}
 * @param server the run of the server that gave it the id. Another run, another server or another
 *     timeline may have given the same id to another transaction
 */
record CommitCheck(String id, String server) {

  /** What became of a transaction. */
  enum Outcome {
    COMMITTED,
    ROLLED_BACK,
    UNKNOWN
  }
}
