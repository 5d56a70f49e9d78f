package io.github.guicesql.examples.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.github.guicesql.sqlmodule.Dialect;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UsersTest {

  private static final UserData ADA = new UserData("ada@example.org", "Ada");
  private static final UserData BOB = new UserData("bob@example.org", "Bob");

  @TempDir private Path folder;
  private TestDatabase database;
  private Users users;

  @BeforeEach
  void open() throws SQLException {
    database = TestDatabase.open(file());
    users = database.users();
  }

  @AfterEach
  void close() {
    database.close();
  }

  private String file() {
    return folder.resolve("users.db").toString();
  }

  @Test
  void createdUserReadsBackAsItWasReturned() throws SQLException {
    User ada = users.create(ADA);

    assertThat(ada.email()).isEqualTo("ada@example.org");
    assertThat(ada.updatedAt()).isEqualTo(ada.createdAt());
    assertThat(users.find(ada.id())).contains(ada);
  }

  @Test
  void updatedUserReadsBackAsItWasReturned() throws SQLException {
    User ada = users.create(ADA);

    User countess = users.update(ada.id(), new UserData("countess@example.org", "Ada Lovelace"));

    assertThat(countess.createdAt()).isEqualTo(ada.createdAt());
    assertThat(countess.updatedAt()).isAfterOrEqualTo(ada.createdAt());
    assertThat(countess.name()).isEqualTo("Ada Lovelace");
    assertThat(users.find(ada.id())).contains(countess);
  }

  @Test
  void updateMayLeaveTheEmailOrEverythingAsItWas() throws SQLException {
    User ada = users.create(ADA);

    assertThat(users.update(ada.id(), ADA).email()).isEqualTo(ada.email());
  }

  @Test
  void deletedUserIsGone() throws SQLException {
    User ada = users.create(ADA);
    User bob = users.create(BOB);

    assertThat(users.delete(ada.id())).isEqualTo(ada);

    assertThat(users.find(ada.id())).isEmpty();
    assertThat(users.list(10, 0)).isEqualTo(new UserPage(List.of(bob), 1));
  }

  @Test
  void idOfADeletedUserIsNotUsedAgain() throws SQLException {
    User ada = users.create(ADA);
    users.delete(ada.id());

    assertThat(users.create(ADA).id()).isGreaterThan(ada.id());
  }

  @Test
  void listsPageByPageInTheOrderOfCreation() throws SQLException {
    List<User> all = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      all.add(users.create(new UserData("u" + i + "@example.org", "U" + i)));
    }

    assertThat(users.list(2, 0)).isEqualTo(new UserPage(all.subList(0, 2), 5));
    assertThat(users.list(2, 4)).isEqualTo(new UserPage(all.subList(4, 5), 5));
    assertThat(users.list(2, 5)).isEqualTo(new UserPage(List.of(), 5));
    assertThat(users.list(0, 0)).isEqualTo(new UserPage(List.of(), 5));
    assertThatThrownBy(() -> users.list(-1, 0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void secondUserWithAnEmailIsRefusedHoweverItIsSpelled() throws SQLException {
    users.create(new UserData("josé@example.org", "José"));

    DuplicateEmailException refusal =
        catchThrowableOfType(
            DuplicateEmailException.class,
            () -> users.create(new UserData(" JOSE\u0301@Example.ORG ", "Other")));

    assertThat(refusal.email()).isEqualTo("josé@example.org");
    assertThat(users.create(new UserData("jose@example.org", "Another")).name())
        .isEqualTo("Another");
    assertThat(users.list(10, 0).total()).isEqualTo(2);
  }

  @Test
  void updateToTheEmailOfAnotherIsRefused() throws SQLException {
    User ada = users.create(ADA);
    users.create(BOB);

    assertThatThrownBy(() -> users.update(ada.id(), BOB))
        .isInstanceOf(DuplicateEmailException.class)
        .hasMessageContaining("bob@example.org");

    assertThat(users.find(ada.id())).contains(ada);
  }

  @Test
  void anotherRuleOfTheDatabaseIsNoDuplicate() throws SQLException {
    database.execute(
        "CREATE TRIGGER no_bobs BEFORE INSERT ON users WHEN new.name = 'Bob'"
            + " BEGIN SELECT RAISE(ABORT, 'no Bobs'); END");

    assertThatThrownBy(() -> users.create(BOB))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("no Bobs");
  }

  @Test
  void unknownUserIsToldByItsId() throws SQLException {
    assertThat(users.find(77)).isEmpty();
    assertThat(catchThrowableOfType(UnknownUserException.class, () -> users.update(77, ADA)).id())
        .isEqualTo(77);
    assertThat(catchThrowableOfType(UnknownUserException.class, () -> users.delete(77)).id())
        .isEqualTo(77);
    assertThat(database.number("SELECT COUNT(*) FROM audit_trail")).isZero();
  }

  @Test
  void eachChangeLeavesATraceAndARefusedOneNone() throws SQLException {
    User ada = users.create(ADA);
    assertThatThrownBy(() -> users.create(ADA)).isInstanceOf(DuplicateEmailException.class);
    users.update(ada.id(), new UserData("countess@example.org", "Ada"));
    users.delete(ada.id());

    assertThat(database.audit().about(Users.subject(ada.id())))
        .extracting(AuditEntry::action, AuditEntry::detail)
        .containsExactly(
            tuple("create", "Ada <ada@example.org>"),
            tuple("update", "Ada <ada@example.org> -> Ada <countess@example.org>"),
            tuple("delete", "Ada <countess@example.org>"));
    assertThat(database.number("SELECT COUNT(*) FROM audit_trail")).isEqualTo(3);
  }

  @Test
  void failedAuditWriteRollsTheUserChangeBack() throws SQLException {
    User ada = users.create(ADA);
    database.execute(
        "CREATE TRIGGER audit_is_full BEFORE INSERT ON audit_trail"
            + " BEGIN SELECT RAISE(ABORT, 'the audit trail is full'); END");

    assertThatThrownBy(() -> users.create(BOB)).hasMessageContaining("the audit trail is full");
    assertThatThrownBy(() -> users.update(ada.id(), BOB)).isInstanceOf(SQLException.class);
    assertThatThrownBy(() -> users.delete(ada.id())).isInstanceOf(SQLException.class);

    assertThat(users.list(10, 0)).isEqualTo(new UserPage(List.of(ada), 1));
    database.execute("DROP TRIGGER audit_is_full");
    assertThat(users.create(BOB).name()).isEqualTo("Bob");
  }

  @Test
  void usersOutliveTheirPool() throws SQLException {
    User ada = users.create(ADA);
    database.close();

    try (TestDatabase later = TestDatabase.open(file())) {
      assertThat(later.users().find(ada.id())).contains(ada);
    }
  }

  @Test
  void migrationKeepsWhatIsThere() throws SQLException {
    User ada = users.create(ADA);

    new UsersSchema(Dialect.SQLITE).migrate(database.db());
    new AuditSchema(Dialect.SQLITE).migrate(database.db());

    assertThat(users.find(ada.id())).contains(ada);
  }

  @Test
  void auditTrailWorksWithoutUsers() throws SQLException {
    try (TestDatabase empty = TestDatabase.open(TestDatabase.MEMORY)) {
      AuditTrail audit = empty.audit();
      audit.append("start", "service", "by hand");

      assertThat(audit.about("service")).extracting(AuditEntry::action).containsExactly("start");
      assertThat(audit.about("another")).isEmpty();
    }
  }
}
