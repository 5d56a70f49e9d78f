/**
 * Redacts secrets in text that is shown. This is not API: it changes without notice, and only the
 * modules of this project may use it. Every quotation of a configuration value passes through this
 * package.
 */
@NullMarked
package io.github.guicesql.sqlmodule.internal.redaction;

import org.jspecify.annotations.NullMarked;
