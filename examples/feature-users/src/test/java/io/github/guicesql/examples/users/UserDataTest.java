package io.github.guicesql.examples.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.guicesql.examples.users.InvalidUserException.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UserDataTest {

  @Test
  void hasOneSpelling() {
    UserData data = new UserData("\tJOSE\u0301@Example.org ", " Jose\u0301 ");

    assertThat(data.email()).isEqualTo("josé@example.org");
    assertThat(data.name()).isEqualTo("José");
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnce() {
    assertThat(problems("nobody", " "))
        .containsExactly(
            new Problem("name", "is required"), new Problem("email", "is not an e-mail address"));
    assertThat(problems("", ""))
        .extracting(Problem::toString)
        .containsExactly("email is required", "name is required");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ada", "@", "ada@", "@x", "a da@x", "a@b@c", "a\u0000@x"})
  void thisIsNoEmail(String email) {
    assertThat(problems(email, "Ada")).isNotEmpty().allMatch(p -> p.field().equals("email"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"A\u0000da", "A\nda", "Ada\ud83d"})
  void databasesDoNotStoreThis(String name) {
    assertThat(problems("ada@x", name)).extracting(Problem::field).containsExactly("name");
  }

  @Test
  void lengthsCountCharactersAsDatabasesDo() {
    assertThat(new UserData("ada@x", "😀".repeat(200)).name()).hasSize(400);
    assertThat(problems("a".repeat(253) + "@x", "😀".repeat(201)))
        .extracting(Problem::toString)
        .containsExactly(
            "email is longer than 254 characters", "name is longer than 200 characters");
  }

  private static List<Problem> problems(String email, String name) {
    return catchThrowableOfType(InvalidUserException.class, () -> new UserData(email, name))
        .problems();
  }
}
