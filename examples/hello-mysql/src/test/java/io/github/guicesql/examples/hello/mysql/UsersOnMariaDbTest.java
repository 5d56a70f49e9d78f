package io.github.guicesql.examples.hello.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.Guice;
import com.google.inject.Injector;
import io.github.guicesql.examples.users.AuditEntry;
import io.github.guicesql.examples.users.AuditTrail;
import io.github.guicesql.examples.users.DuplicateEmailException;
import io.github.guicesql.examples.users.User;
import io.github.guicesql.examples.users.UserData;
import io.github.guicesql.examples.users.Users;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import io.github.guicesql.sqltest.MariaDbServer;
import io.github.guicesql.sqltest.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The portable feature, unchanged, where databases differ most. */
@Timeout(60)
final class UsersOnMariaDbTest {

  private static final int THREADS = 8;
  private static final UserData JOSE = new UserData("jose@example.org", "Jose");

  private final TestDatabase database = MariaDbServer.shared().createDatabase();
  private final LifecycleRegistry registry = new LifecycleRegistry();
  private Users users;
  private AuditTrail audit;

  @BeforeEach
  void open() {
    Map<String, String> environment = Map.of("MYSQL_DSN", HelloMysql.dsn(database));
    Injector injector =
        Guice.createInjector(new Migration(registry, environment).at(Step.PORTABLE));
    users = injector.getInstance(Users.class);
    audit = injector.getInstance(AuditTrail.class);
  }

  @AfterEach
  void close() {
    registry.close();
    database.close();
  }

  @Test
  void aUserReadsBackAsItWasReturnedWithEveryCharacter() throws SQLException {
    User user = users.create(new UserData("josé@example.org", "José 🐬"));

    assertThat(users.find(user.id())).contains(user);
  }

  @Test
  void onlyTheSameEmailIsADuplicateAndLeavesNoTrace() throws SQLException {
    users.create(JOSE);
    User other = users.create(new UserData("josé@example.org", "José"));

    assertThatThrownBy(() -> users.create(JOSE)).isInstanceOf(DuplicateEmailException.class);
    assertThatThrownBy(() -> users.update(other.id(), JOSE))
        .isInstanceOf(DuplicateEmailException.class);

    assertThat(users.list(10, 0).users()).extracting(User::name).containsExactly("Jose", "José");
    assertThat(audit.about(Users.subject(other.id())))
        .extracting(AuditEntry::action)
        .containsExactly("create");
  }

  @Test
  void updatesOfOneUserFollowOneAnother() throws Exception {
    User shared = users.create(JOSE);

    atOnce(thread -> users.update(shared.id(), new UserData(shared.email(), "T" + thread)));

    List<AuditEntry> entries = audit.about(Users.subject(shared.id()));
    assertThat(entries).hasSize(1 + THREADS);
    String last = entries.get(0).detail();
    for (AuditEntry entry : entries.subList(1, entries.size())) {
      assertThat(entry.detail()).startsWith(last + " -> ");
      last = entry.detail().substring(last.length() + " -> ".length());
    }
  }

  private interface Task {
    void run(int thread) throws SQLException;
  }

  private static void atOnce(Task task) throws Exception {
    CyclicBarrier start = new CyclicBarrier(THREADS);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Callable<Boolean>> calls =
          IntStream.range(0, THREADS)
              .<Callable<Boolean>>mapToObj(
                  thread ->
                      () -> {
                        start.await();
                        task.run(thread);
                        return true;
                      })
              .toList();
      for (Future<Boolean> call : threads.invokeAll(calls)) {
        assertThat(call.get()).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
