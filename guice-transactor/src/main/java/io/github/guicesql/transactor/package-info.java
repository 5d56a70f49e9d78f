/**
 * Transactions of one database. {@link io.github.guicesql.transactor.TransactorModule} binds a
 * {@link io.github.guicesql.transactor.Transactor}; within its {@code inTransaction}, everything on
 * that thread that asks the contract's {@code DataSource} for a connection gets the transaction's.
 */
@NullMarked
package io.github.guicesql.transactor;

import org.jspecify.annotations.NullMarked;
