package io.github.guicesql.transactor;

/**
 * Nobody knows whether the database has committed the transaction: the connection was lost, or the
 * driver failed, after {@code COMMIT} was sent and before the answer arrived. Either all of the
 * transaction happened, or nothing of it.
 *
 * <p>It is never retried by the {@link Transactor}, since the work could be done twice, and neither
 * {@code afterCommit} nor {@code afterRollback} hooks have run. A caller can:
 *
 * <ul>
 *   <li>look, in a new transaction, for something that only this one has written, such as a row
 *       with an id that was chosen before it began;
 *   <li>run the work again if doing it twice does no harm, as with an upsert or a unique id of the
 *       request;
 *   <li>on PostgreSQL, use {@link TransactionOptions#resolvingCommit()}, with which this exception
 *       remains only if the server cannot say either;
 *   <li>otherwise report the operation as neither done nor failed.
 * </ul>
 *
 * <p>The cause is what {@code commit} has thrown.
 */
public final class CommitUnknownException extends TransactionException {

  private static final long serialVersionUID = 1;

  CommitUnknownException(String token, String name, Throwable cause) {
    super(
        Reason.COMMIT_UNKNOWN,
        token,
        name,
        "The connection failed while it committed, and nobody knows whether the database has"
            + " committed. Do not repeat the work before you have looked.",
        cause);
  }
}
