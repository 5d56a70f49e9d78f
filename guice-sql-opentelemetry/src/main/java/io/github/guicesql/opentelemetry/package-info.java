/**
 * Traces for every database of a service. {@link
 * io.github.guicesql.opentelemetry.OpenTelemetryModule} is installed once.
 */
@NullMarked
package io.github.guicesql.opentelemetry;

import org.jspecify.annotations.NullMarked;
