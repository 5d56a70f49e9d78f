/**
 * The libraries that take a {@code DataSource}, one class each, given the contract's keys and
 * nothing else: on SQLite, and on PostgreSQL. The snippets of docs/guides/works-with.md are here.
 */
package io.github.guicesql.workswith;
