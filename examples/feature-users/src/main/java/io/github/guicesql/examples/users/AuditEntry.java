package io.github.guicesql.examples.users;

import java.time.Instant;

/**
 * One event in the audit trail.
 *
 * @param action what was done, such as {@code "create"}
 * @param subject what was changed, such as {@code "user:17"}
 * @param detail further details, for people
 */
public record AuditEntry(long id, Instant at, String action, String subject, String detail) {}
