package io.github.guicesql.examples.users;

import java.time.Instant;

/**
 * One thing that happened.
 *
 * @param action what was done, such as {@code "create"}
 * @param subject to what, such as {@code "user:17"}
 * @param detail more about it, for a person
 */
public record AuditEntry(long id, Instant at, String action, String subject, String detail) {}
