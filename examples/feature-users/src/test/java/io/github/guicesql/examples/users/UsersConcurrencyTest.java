package io.github.guicesql.examples.users;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class UsersConcurrencyTest {

  private static final int THREADS = 16;
  private static final int ROUNDS = 10;

  @TempDir private Path folder;

  @Test
  void sixteenThreadsLoseNothing() throws Exception {
    try (TestDatabase database = TestDatabase.open(file())) {
      Users users = database.users();
      User shared = users.create(new UserData("shared@example.org", "nobody"));

      atOnce(
          thread ->
              () -> {
                for (int round = 0; round < ROUNDS; round++) {
                  String name = thread + "-" + round;
                  User mine = users.create(new UserData(name + "@example.org", name));
                  users.update(mine.id(), new UserData(name + "@example.com", name));
                  users.update(shared.id(), new UserData(shared.email(), name));
                  assertThat(users.find(mine.id()).orElseThrow().email()).endsWith(".com");
                  if (round % 2 == 0) {
                    users.delete(mine.id());
                  }
                }
                return true;
              });

      int created = THREADS * ROUNDS;
      assertThat(users.list(0, 0).total()).isEqualTo(1 + created / 2);
      assertThat(database.number("SELECT COUNT(*) FROM audit_trail WHERE action = 'create'"))
          .isEqualTo(1 + created);
      assertThat(database.audit().about(Users.subject(shared.id()))).hasSize(1 + created);
      assertThat(eachUpdateStartsWhereTheLastOneEnded(database, shared.id())).isTrue();
    }
  }

  /** Had two updates read the same row, both entries would begin alike. */
  private static boolean eachUpdateStartsWhereTheLastOneEnded(TestDatabase database, long id)
      throws Exception {
    String last = "nobody <shared@example.org>";
    List<AuditEntry> entries = database.audit().about(Users.subject(id));
    for (AuditEntry entry : entries.subList(1, entries.size())) {
      if (!entry.detail().startsWith(last + " -> ")) {
        return false;
      }
      last = entry.detail().substring(last.length() + " -> ".length());
    }
    return true;
  }

  @Test
  void oneOfSixteenGetsTheEmail() throws Exception {
    try (TestDatabase database = TestDatabase.open(file())) {
      List<Boolean> won =
          atOnce(
              thread ->
                  () -> {
                    try {
                      database.users().create(new UserData("one@example.org", "T" + thread));
                      return true;
                    } catch (DuplicateEmailException lost) {
                      return false;
                    }
                  });

      assertThat(won).containsOnlyOnce(true);
      assertThat(database.users().list(0, 0).total()).isEqualTo(1);
    }
  }

  @Test
  void severalPoolsMayMigrateAtOnce() throws Exception {
    List<TestDatabase> databases = new ArrayList<>();
    try {
      for (int i = 0; i < THREADS; i++) {
        databases.add(TestDatabase.open(file()));
      }

      atOnce(
          thread -> () -> databases.get(thread).users().create(new UserData(thread + "@x", "T")));

      assertThat(databases.get(0).users().list(0, 0).total()).isEqualTo(THREADS);
    } finally {
      databases.forEach(TestDatabase::close);
    }
  }

  private String file() {
    return folder.resolve("users.db").toString();
  }

  private static <T> List<T> atOnce(IntFunction<Callable<T>> tasks) throws Exception {
    CyclicBarrier start = new CyclicBarrier(THREADS);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<T>> futures = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        Callable<T> task = tasks.apply(i);
        futures.add(
            threads.submit(
                () -> {
                  start.await();
                  return task.call();
                }));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }
}
