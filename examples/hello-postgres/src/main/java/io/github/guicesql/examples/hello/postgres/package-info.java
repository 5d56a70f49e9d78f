/** The production-like reference: the same service as hello-sqlite's, on PostgreSQL. */
@NullMarked
package io.github.guicesql.examples.hello.postgres;

import org.jspecify.annotations.NullMarked;
