package io.github.guicesql.examples.hello.mysql.portable;

import com.google.inject.name.Named;
import io.github.guicesql.examples.hello.mysql.legacy.Greeter;
import io.github.guicesql.examples.users.AuditTrail;
import io.github.guicesql.examples.users.DuplicateEmailException;
import io.github.guicesql.examples.users.UserData;
import io.github.guicesql.examples.users.Users;
import io.github.guicesql.sqlmodule.SqlTokens;
import java.sql.Connection;
import java.sql.SQLException;
import javax.inject.Inject;
import javax.sql.DataSource;

/** Greets users. It uses only the features' SQL, and so does not depend on the database. */
final class UserGreeter implements Greeter {

  private final DataSource db;
  private final Users users;
  private final AuditTrail audit;

  @Inject
  UserGreeter(@Named(SqlTokens.DB) DataSource db, Users users, AuditTrail audit) {
    this.db = db;
    this.users = users;
    this.audit = audit;
  }

  @Override
  public int greet(String name) throws SQLException {
    createUser(name);
    String subject = "greeting:" + name;
    try (Connection connection = db.getConnection()) {
      audit.append(connection, "greet", subject, "hello");
    }
    return audit.about(subject).size();
  }

  private void createUser(String name) throws SQLException {
    try {
      users.create(new UserData(name + "@greetings.example.org", name));
    } catch (DuplicateEmailException e) {
      // The user was greeted before.
    }
  }
}
