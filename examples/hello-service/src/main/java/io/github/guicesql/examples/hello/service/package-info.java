/**
 * What every hello example does, whatever its database: {@link
 * io.github.guicesql.examples.hello.service.Hello} is all that an example calls.
 */
@NullMarked
package io.github.guicesql.examples.hello.service;

import org.jspecify.annotations.NullMarked;
