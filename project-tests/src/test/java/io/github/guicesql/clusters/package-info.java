/**
 * Fail-over on real clusters, for minutes and with programs that Maven does not bring. These tests
 * have the tag {@code cluster}, and {@code .ci/clusters} runs them.
 */
@NullMarked
package io.github.guicesql.clusters;

import org.jspecify.annotations.NullMarked;
