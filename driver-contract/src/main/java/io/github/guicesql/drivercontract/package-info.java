/** The tests that each driver module has to pass, and what drivers' own tests share. */
@NullMarked
package io.github.guicesql.drivercontract;

import org.jspecify.annotations.NullMarked;
