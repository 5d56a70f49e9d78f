package io.github.guicesql.examples.users;

import com.google.inject.Inject;
import com.google.inject.name.Named;
import io.github.guicesql.transactor.Transactor;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Stores the users. Each change and its entry in the {@link AuditTrail} are one transaction, or a
 * nested part of the caller's. Thread-safe.
 */
public final class Users {

  private final UserTable table;
  private final AuditTrail audit;
  private final Transactor transactor;

  @Inject
  Users(UserTable table, AuditTrail audit, @Named(Transactor.TOKEN) Transactor transactor) {
    this.table = table;
    this.audit = audit;
    this.transactor = transactor;
  }

  /** Returns the name of a user in the audit trail. */
  public static String subject(long id) {
    return "user:" + id;
  }

  /**
   * Adds a user.
   *
   * @throws DuplicateEmailException if another user has the e-mail address
   */
  public User create(UserData data) throws SQLException {
    return transactor.inTransaction(
        () -> {
          User user = table.insert(data);
          audit.append("create", subject(user.id()), shown(data.email(), data.name()));
          return user;
        });
  }

  /** Returns the user with this id, if there is one. */
  public Optional<User> find(long id) throws SQLException {
    return table.find(id);
  }

  /**
   * Changes a user.
   *
   * @throws UnknownUserException if there is no user with this id
   * @throws DuplicateEmailException if another user has the e-mail address
   */
  public User update(long id, UserData data) throws SQLException {
    return transactor.inTransaction(
        () -> {
          User before = table.lock(id);
          User after = table.update(before, data);
          audit.append(
              "update",
              subject(id),
              shown(before.email(), before.name()) + " -> " + shown(data.email(), data.name()));
          return after;
        });
  }

  /**
   * Deletes a user.
   *
   * @return the user before the deletion
   * @throws UnknownUserException if there is no user with this id
   */
  public User delete(long id) throws SQLException {
    return transactor.inTransaction(
        () -> {
          User user = table.lock(id);
          table.delete(id);
          audit.append("delete", subject(id), shown(user.email(), user.name()));
          return user;
        });
  }

  /**
   * Returns one page of the users, the oldest first.
   *
   * @param limit the maximum number of users on the page
   * @param offset the number of users before the page
   */
  public UserPage list(int limit, long offset) throws SQLException {
    if (limit < 0 || offset < 0) {
      throw new IllegalArgumentException("limit " + limit + ", offset " + offset);
    }
    return table.list(limit, offset);
  }

  private static String shown(String email, String name) {
    return name + " <" + email + ">";
  }
}
