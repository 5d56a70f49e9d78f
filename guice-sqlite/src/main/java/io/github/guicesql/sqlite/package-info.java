/** x. */
@NullMarked
package io.github.guicesql.sqlite;

import org.jspecify.annotations.NullMarked;
