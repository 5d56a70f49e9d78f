/**
 * The base classes of driver modules, for their authors. A subclass of {@link
 * io.github.guicesql.sqlmodule.driver.DriverModule} declares its settings and opens connections;
 * the pool, its start, its drain and its close are here and the same for every driver. Applications
 * and features need nothing from this package.
 */
@NullMarked
package io.github.guicesql.sqlmodule.driver;

import org.jspecify.annotations.NullMarked;
