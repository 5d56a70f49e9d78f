/** The service as it was: MySQL only, one data source without a name, a pool made by hand. */
@NullMarked
package io.github.guicesql.examples.hello.mysql.legacy;

import org.jspecify.annotations.NullMarked;
