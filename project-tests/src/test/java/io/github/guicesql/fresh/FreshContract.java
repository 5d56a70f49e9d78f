package io.github.guicesql.fresh;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Inject;
import io.github.guicesql.examples.users.UserData;
import io.github.guicesql.examples.users.Users;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Does each test find the migrated tables and nothing else, two at a time? */
@Execution(ExecutionMode.CONCURRENT)
abstract class FreshContract {

  @Inject private Users users;

  @RepeatedTest(4)
  void findsNobodyAndAddsAda() throws Exception {
    assertThat(users.list(1, 0).total()).isZero();
    assertThat(users.create(new UserData("ada@example.org", "Ada")).id()).isEqualTo(1);
    assertThat(users.list(1, 0).total()).isEqualTo(1);
  }
}
