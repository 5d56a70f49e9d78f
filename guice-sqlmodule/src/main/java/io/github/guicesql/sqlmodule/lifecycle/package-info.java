/**
 * Closes resources in reverse order of registration. {@link
 * io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry} is the one place that closes what was
 * opened; {@link io.github.guicesql.sqlmodule.lifecycle.LifecycleModule} binds it. This package
 * does not depend on databases.
 */
@NullMarked
package io.github.guicesql.sqlmodule.lifecycle;

import org.jspecify.annotations.NullMarked;
