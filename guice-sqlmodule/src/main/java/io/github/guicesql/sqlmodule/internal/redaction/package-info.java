/**
 * Masks secrets in text that is shown. Not API: it changes without notice, and only the modules of
 * this project may use it. Everything that quotes a configuration value goes through here.
 */
@NullMarked
package io.github.guicesql.sqlmodule.internal.redaction;

import org.jspecify.annotations.NullMarked;
