package io.github.guicesql.examples.users;

import com.google.inject.Inject;
import com.google.inject.name.Named;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.SqlTokens;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Stores the users. Each change and its entry in the {@link AuditTrail} are one transaction.
 * Thread-safe.
 */
public final class Users {

  private static final String SELECT = "SELECT id, email, name, created_at, updated_at FROM users";

  private final DataSource db;
  private final AuditTrail audit;
  private final Transactions transactions;
  private final DialectSql sql;

  @Inject
  Users(
      @Named(SqlTokens.DB) DataSource db,
      @Named(SqlTokens.DIALECT) Dialect dialect,
      AuditTrail audit) {
    this.db = db;
    this.audit = audit;
    this.transactions = new Transactions(db);
    this.sql = new DialectSql(dialect);
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
    return transactions.run(
        connection -> {
          User user = insert(connection, data);
          audit.append(connection, "create", subject(user.id()), shown(data.email(), data.name()));
          return user;
        });
  }

  /** Returns the user with this id, if there is one. */
  public Optional<User> find(long id) throws SQLException {
    try (Connection connection = db.getConnection()) {
      return select(connection, " WHERE id = ?", id);
    }
  }

  /**
   * Changes a user.
   *
   * @throws UnknownUserException if there is no user with this id
   * @throws DuplicateEmailException if another user has the e-mail address
   */
  public User update(long id, UserData data) throws SQLException {
    return transactions.run(
        connection -> {
          User before = lock(connection, id);
          Instant now = now();
          update(connection, id, data, now);
          audit.append(
              connection,
              "update",
              subject(id),
              shown(before.email(), before.name()) + " -> " + shown(data.email(), data.name()));
          return new User(id, data.email(), data.name(), before.createdAt(), now);
        });
  }

  /**
   * Deletes a user.
   *
   * @return the user before the deletion
   * @throws UnknownUserException if there is no user with this id
   */
  public User delete(long id) throws SQLException {
    return transactions.run(
        connection -> {
          User user = lock(connection, id);
          try (PreparedStatement delete =
              connection.prepareStatement("DELETE FROM users WHERE id = ?")) {
            delete.setLong(1, id);
            delete.executeUpdate();
          }
          audit.append(connection, "delete", subject(id), shown(user.email(), user.name()));
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
    try (Connection connection = db.getConnection()) {
      // Not every database knows a page of no rows.
      List<User> users = limit == 0 ? List.of() : select(connection, limit, offset);
      return new UserPage(users, count(connection));
    }
  }

  private List<User> select(Connection connection, int limit, long offset) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(SELECT + " ORDER BY id" + sql.page())) {
      sql.setPage(select, limit, offset);
      List<User> users = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          users.add(user(row));
        }
      }
      return users;
    }
  }

  private static long count(Connection connection) throws SQLException {
    try (PreparedStatement count = connection.prepareStatement("SELECT COUNT(*) FROM users");
        ResultSet row = count.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  private User insert(Connection connection, UserData data) throws SQLException {
    Instant now = now();
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO users (email, name, created_at, updated_at) VALUES (?, ?, ?, ?)",
            sql.generatedKey())) {
      insert.setString(1, data.email());
      insert.setString(2, data.name());
      insert.setLong(3, now.toEpochMilli());
      insert.setLong(4, now.toEpochMilli());
      insert.executeUpdate();
      try (ResultSet keys = insert.getGeneratedKeys()) {
        keys.next();
        return new User(keys.getLong(1), data.email(), data.name(), now, now);
      }
    } catch (SQLException e) {
      throw duplicateOr(e, data);
    }
  }

  private void update(Connection connection, long id, UserData data, Instant now)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE users SET email = ?, name = ?, updated_at = ? WHERE id = ?")) {
      update.setString(1, data.email());
      update.setString(2, data.name());
      update.setLong(3, now.toEpochMilli());
      update.setLong(4, id);
      update.executeUpdate();
    } catch (SQLException e) {
      throw duplicateOr(e, data);
    }
  }

  /**
   * Throws the error for a duplicate itself, so that what it returns is the database's failure. The
   * e-mail address is the only value from the caller that must be unique.
   */
  private SQLException duplicateOr(SQLException e, UserData data) {
    if (sql.isDuplicate(e)) {
      throw new DuplicateEmailException(data.email(), e);
    }
    return e;
  }

  /**
   * Locks and returns the user that this transaction is about to change. A missing user is detected
   * by reading, since MySQL's count of updated rows may leave out a row that already had the
   * requested values.
   */
  private User lock(Connection connection, long id) throws SQLException {
    return select(connection, " WHERE id = ?" + sql.forUpdate(), id)
        .orElseThrow(() -> new UnknownUserException(id));
  }

  private static Optional<User> select(Connection connection, String where, long id)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(SELECT + where)) {
      select.setLong(1, id);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Optional.of(user(row)) : Optional.empty();
      }
    }
  }

  private static User user(ResultSet row) throws SQLException {
    return new User(
        row.getLong(1),
        row.getString(2),
        row.getString(3),
        Instant.ofEpochMilli(row.getLong(4)),
        Instant.ofEpochMilli(row.getLong(5)));
  }

  /**
   * Returns the time with the precision of the columns, so that a user is read back as it was
   * returned.
   */
  private static Instant now() {
    return Instant.ofEpochMilli(System.currentTimeMillis());
  }

  private static String shown(String email, String name) {
    return name + " <" + email + ">";
  }
}
