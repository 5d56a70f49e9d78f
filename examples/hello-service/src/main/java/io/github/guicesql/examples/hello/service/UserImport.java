package io.github.guicesql.examples.hello.service;

import com.google.inject.Inject;
import io.github.guicesql.examples.users.DuplicateEmailException;
import io.github.guicesql.examples.users.UserData;
import io.github.guicesql.examples.users.Users;
import java.sql.SQLException;
import java.util.List;

/** Adds users unless they exist, so that the import can be repeated. */
final class UserImport {

  private final Users users;

  @Inject
  UserImport(Users users) {
    this.users = users;
  }

  /**
   * The result of an import.
   *
   * @param skipped the number of users whose e-mail address existed already
   */
  record Result(int imported, int skipped) {}

  Result run(List<UserData> rows) throws SQLException {
    int imported = 0;
    for (UserData row : rows) {
      try {
        users.create(row);
        imported++;
      } catch (DuplicateEmailException alreadyThere) {
        // The existing user is left unchanged: it may have been edited since it was imported.
      }
    }
    return new Result(imported, rows.size() - imported);
  }
}
