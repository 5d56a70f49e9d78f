/** The same service, whose class injects the contract's key. */
@NullMarked
package io.github.guicesql.examples.hello.mysql.contract;

import org.jspecify.annotations.NullMarked;
