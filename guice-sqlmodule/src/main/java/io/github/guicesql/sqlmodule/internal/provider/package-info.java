/**
 * A provider that builds once, lazily in every {@code Stage}. This is not API: it changes without
 * notice, and only this project may use it. A failed build leaves nothing behind and is tried
 * again.
 */
@NullMarked
package io.github.guicesql.sqlmodule.internal.provider;

import org.jspecify.annotations.NullMarked;
