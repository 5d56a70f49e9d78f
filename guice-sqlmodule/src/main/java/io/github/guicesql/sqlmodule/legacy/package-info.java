/**
 * For services from before the contract. {@link io.github.guicesql.sqlmodule.legacy.AliasModule}
 * gives a contract's database to classes that inject another key; {@link
 * io.github.guicesql.sqlmodule.legacy.ExistingDataSourceModule} offers a service's own data source
 * under the contract's keys. Both can go once the last old class is gone.
 */
@NullMarked
package io.github.guicesql.sqlmodule.legacy;

import org.jspecify.annotations.NullMarked;
