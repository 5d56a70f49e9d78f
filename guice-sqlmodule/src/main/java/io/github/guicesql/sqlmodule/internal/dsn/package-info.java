/**
 * Parses connection strings: percent-decoding, positions, problems with parameters. This is not
 * API: it changes without notice, and only the driver modules of this project may use it. No
 * message that is created here quotes a value.
 */
@NullMarked
package io.github.guicesql.sqlmodule.internal.dsn;

import org.jspecify.annotations.NullMarked;
