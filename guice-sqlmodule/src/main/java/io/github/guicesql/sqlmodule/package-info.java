/**
 * The contract between a service's features and its SQL database.
 *
 * <p>Feature code injects {@code @Named(SqlTokens.DB) DataSource} and
 * {@code @Named(SqlTokens.DIALECT) Dialect} and knows nothing else. The application installs one
 * driver module per database and a {@link io.github.guicesql.sqlmodule.LifecycleModule}, and closes
 * the {@link io.github.guicesql.sqlmodule.LifecycleRegistry} when it ends. Who writes a driver
 * module extends {@link io.github.guicesql.sqlmodule.DriverModule}. A service from before the
 * contract keeps its keys by {@link io.github.guicesql.sqlmodule.AliasModule}, or its data source
 * by {@link io.github.guicesql.sqlmodule.ExistingDataSourceModule}.
 */
@NullMarked
package io.github.guicesql.sqlmodule;

import org.jspecify.annotations.NullMarked;
