package io.github.guicesql.examples.hello.service;

import com.google.inject.Inject;
import io.github.guicesql.examples.users.DuplicateEmailException;
import io.github.guicesql.examples.users.UserData;
import io.github.guicesql.examples.users.Users;
import java.sql.SQLException;
import java.util.List;

/** Adds users unless they are there, so that it may be done again. */
final class UserImport {

  private final Users users;

  @Inject
  UserImport(Users users) {
    this.users = users;
  }

  /**
   * How it went.
   *
   * @param skipped how many had an e-mail address that was there already
   */
  record Result(int imported, int skipped) {}

  Result run(List<UserData> rows) throws SQLException {
    int imported = 0;
    for (UserData row : rows) {
      try {
        users.create(row);
        imported++;
      } catch (DuplicateEmailException alreadyThere) {
        // Left as it is: it may have been changed since it was imported.
      }
    }
    return new Result(imported, rows.size() - imported);
  }
}
