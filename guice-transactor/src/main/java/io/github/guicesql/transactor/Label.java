package io.github.guicesql.transactor;

import io.github.guicesql.transactor.TransactionException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * What errors and logs call a transaction.
 *
 * @param token the data source's token
 * @param name the name from the options; may be empty
 */
record Label(String token, String name) {

  TransactionException failure(Reason reason, String problem, @Nullable Throwable cause) {
    return new TransactionException(reason, token, name, problem, cause);
  }

  @Override
  public String toString() {
    return name.isEmpty() ? token : token + " \"" + name + "\"";
  }
}
