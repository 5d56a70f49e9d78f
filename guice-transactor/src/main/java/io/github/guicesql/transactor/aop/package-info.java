/**
 * Transactions by an annotation, for those who want them. Install {@link
 * io.github.guicesql.transactor.aop.TransactionalModule} at the root; the rest of the transactor
 * needs nothing from here.
 */
@NullMarked
package io.github.guicesql.transactor.aop;

import org.jspecify.annotations.NullMarked;
