/**
 * Closing, newest first. {@link io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry} is the
 * one place that closes what was opened; {@link
 * io.github.guicesql.sqlmodule.lifecycle.LifecycleModule} binds it. It knows nothing of databases.
 */
@NullMarked
package io.github.guicesql.sqlmodule.lifecycle;

import org.jspecify.annotations.NullMarked;
