package io.github.guicesql.examples.hello.mysql.portable;

import io.github.guicesql.examples.hello.mysql.legacy.Greeter;
import io.github.guicesql.examples.users.AuditTrail;
import io.github.guicesql.examples.users.DuplicateEmailException;
import io.github.guicesql.examples.users.UserData;
import io.github.guicesql.examples.users.Users;
import java.sql.SQLException;
import javax.inject.Inject;

/** Greets users. It uses only the features' SQL, and so does not depend on the database. */
final class UserGreeter implements Greeter {

  private final Users users;
  private final AuditTrail audit;

  @Inject
  UserGreeter(Users users, AuditTrail audit) {
    this.users = users;
    this.audit = audit;
  }

  @Override
  public int greet(String name) throws SQLException {
    createUser(name);
    String subject = "greeting:" + name;
    audit.append("greet", subject, "hello");
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
