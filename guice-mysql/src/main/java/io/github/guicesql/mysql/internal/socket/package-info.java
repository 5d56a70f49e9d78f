/** What MariaDB's driver creates by its name. Nothing for applications. */
@NullMarked
package io.github.guicesql.mysql.internal.socket;

import org.jspecify.annotations.NullMarked;
