package io.github.guicesql.examples.users;

import java.time.Instant;

/**
 * A user as the database has it.
 *
 * @param email in the one spelling that {@link UserData} gives it
 * @param createdAt to the millisecond, as is {@code updatedAt}
 */
public record User(long id, String email, String name, Instant createdAt, Instant updatedAt) {}
