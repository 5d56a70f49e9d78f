/** x. */
@NullMarked
package io.github.guicesql.sqlmodule;

import org.jspecify.annotations.NullMarked;
