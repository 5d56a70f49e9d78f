/** The same service, on features that run on every database. */
@NullMarked
package io.github.guicesql.examples.hello.mysql.portable;

import org.jspecify.annotations.NullMarked;
