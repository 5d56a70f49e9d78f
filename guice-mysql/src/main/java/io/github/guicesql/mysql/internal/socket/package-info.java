/**
 * The socket factory that MariaDB's driver creates by its name. It is public for the driver only,
 * and changes without notice.
 */
@NullMarked
package io.github.guicesql.mysql.internal.socket;

import org.jspecify.annotations.NullMarked;
