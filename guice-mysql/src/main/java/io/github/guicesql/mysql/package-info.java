/**
 * The MySQL and MariaDB driver module: {@link io.github.guicesql.mysql.MysqlModule} is all there is
 * to install.
 */
@NullMarked
package io.github.guicesql.mysql;

import org.jspecify.annotations.NullMarked;
