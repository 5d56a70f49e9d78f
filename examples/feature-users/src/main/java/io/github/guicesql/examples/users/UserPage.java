package io.github.guicesql.examples.users;

import java.util.List;

/**
 * A page of users, the oldest first.
 *
 * @param total the number of all users
 */
public record UserPage(List<User> users, long total) {}
