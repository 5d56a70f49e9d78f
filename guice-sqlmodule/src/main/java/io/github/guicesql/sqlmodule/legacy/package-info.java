/**
 * Modules for services that are older than the contract. {@link
 * io.github.guicesql.sqlmodule.legacy.AliasModule} provides a contract's database to classes that
 * inject another key; {@link io.github.guicesql.sqlmodule.legacy.ExistingDataSourceModule} provides
 * a service's own data source under the contract's keys. Both can be removed with the last old
 * class.
 */
@NullMarked
package io.github.guicesql.sqlmodule.legacy;

import org.jspecify.annotations.NullMarked;
