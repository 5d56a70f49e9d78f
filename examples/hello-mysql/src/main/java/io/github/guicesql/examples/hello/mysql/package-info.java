/** A service in the style of Guice 6 and {@code javax.inject}, and its migration step by step. */
@NullMarked
package io.github.guicesql.examples.hello.mysql;

import org.jspecify.annotations.NullMarked;
