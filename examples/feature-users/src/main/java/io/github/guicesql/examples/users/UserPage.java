package io.github.guicesql.examples.users;

import java.util.List;

/**
 * Some of the users, the oldest first.
 *
 * @param total how many users there are in all
 */
public record UserPage(List<User> users, long total) {}
