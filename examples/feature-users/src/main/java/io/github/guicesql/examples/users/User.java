package io.github.guicesql.examples.users;

import java.time.Instant;

/**
 * A user as stored in the database.
 *
 * @param email the address in the normalized form of {@link UserData}
 * @param createdAt in milliseconds, like {@code updatedAt}
 */
public record User(long id, String email, String name, Instant createdAt, Instant updatedAt) {}
