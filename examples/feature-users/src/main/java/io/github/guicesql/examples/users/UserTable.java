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
 * The table of users, in plain JDBC. Each method takes a connection from the data source, and so
 * belongs to whatever transaction its caller is in. Thread-safe.
 */
final class UserTable {

  private static final String SELECT = "SELECT id, email, name, created_at, updated_at FROM users";

  private final DataSource db;
  private final DialectSql sql;

  @Inject
  UserTable(@Named(SqlTokens.DB) DataSource db, @Named(SqlTokens.DIALECT) Dialect dialect) {
    this.db = db;
    this.sql = new DialectSql(dialect);
  }

  Optional<User> find(long id) throws SQLException {
    return select(" WHERE id = ?", id);
  }

  /**
   * Locks and returns the user that the caller's transaction is about to change. A missing user is
   * detected by reading, since MySQL's count of updated rows may leave out a row that already had
   * the requested values.
   */
  User lock(long id) throws SQLException {
    return select(" WHERE id = ?" + sql.forUpdate(), id)
        .orElseThrow(() -> new UnknownUserException(id));
  }

  private Optional<User> select(String where, long id) throws SQLException {
    try (Connection connection = db.getConnection();
        PreparedStatement select = connection.prepareStatement(SELECT + where)) {
      select.setLong(1, id);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Optional.of(user(row)) : Optional.empty();
      }
    }
  }

  UserPage list(int limit, long offset) throws SQLException {
    try (Connection connection = db.getConnection()) {
      // Not every database knows a page of no rows.
      List<User> users = limit == 0 ? List.of() : page(connection, limit, offset);
      return new UserPage(users, count(connection));
    }
  }

  private List<User> page(Connection connection, int limit, long offset) throws SQLException {
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

  User insert(UserData data) throws SQLException {
    Instant now = now();
    try (Connection connection = db.getConnection();
        PreparedStatement insert =
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

  User update(User before, UserData data) throws SQLException {
    Instant now = now();
    try (Connection connection = db.getConnection();
        PreparedStatement update =
            connection.prepareStatement(
                "UPDATE users SET email = ?, name = ?, updated_at = ? WHERE id = ?")) {
      update.setString(1, data.email());
      update.setString(2, data.name());
      update.setLong(3, now.toEpochMilli());
      update.setLong(4, before.id());
      update.executeUpdate();
      return new User(before.id(), data.email(), data.name(), before.createdAt(), now);
    } catch (SQLException e) {
      throw duplicateOr(e, data);
    }
  }

  void delete(long id) throws SQLException {
    try (Connection connection = db.getConnection();
        PreparedStatement delete = connection.prepareStatement("DELETE FROM users WHERE id = ?")) {
      delete.setLong(1, id);
      delete.executeUpdate();
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
}
