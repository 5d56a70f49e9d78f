/**
 * Meters for every database of a service. {@link io.github.guicesql.micrometer.MicrometerModule} is
 * installed once; {@link io.github.guicesql.micrometer.DatabaseMeters} takes registries that are
 * made later.
 */
@NullMarked
package io.github.guicesql.micrometer;

import org.jspecify.annotations.NullMarked;
