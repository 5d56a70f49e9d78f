/**
 * What several driver modules need to read a connection string. Not API: it changes without notice,
 * and only the driver modules of this project may use it.
 */
@NullMarked
package io.github.guicesql.sqlmodule.internal;

import org.jspecify.annotations.NullMarked;
