/**
 * What the handles of drivers for servers have in common. This is not API: it changes without
 * notice, and only this project's own modules may use it.
 */
@NullMarked
package io.github.guicesql.sqlmodule.internal.server;

import org.jspecify.annotations.NullMarked;
