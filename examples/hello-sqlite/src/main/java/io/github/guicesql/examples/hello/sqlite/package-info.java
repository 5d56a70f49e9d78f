/** The hello example on a SQLite file. */
@NullMarked
package io.github.guicesql.examples.hello.sqlite;

import org.jspecify.annotations.NullMarked;
