package io.github.guicesql.sqlmodule.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.guicesql.sqlmodule.Credentials;
import io.github.guicesql.sqlmodule.CredentialsSource;
import java.net.ConnectException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When is a source of credentials asked? */
final class LoginsTest {

  private final AtomicInteger asked = new AtomicInteger();
  private final FakeHandle handle = new FakeHandle();

  private static final class FakeHandle extends DriverHandle {

    private final List<@Nullable String> passwords = new ArrayList<>();

    @Override
    protected Connection open(@Nullable Credentials credentials) throws SQLException {
      String password = credentials == null ? null : credentials.password();
      passwords.add(password);
      if ("refused".equals(password)) {
        throw new SQLException("no", "28000");
      }
      return new FakeDataSource().getConnection();
    }
  }

  private Credentials made(Duration lifetime) {
    return new Credentials("app", "secret" + asked.incrementAndGet())
        .expiringAt(Instant.now().plus(lifetime));
  }

  private void openTwo(CredentialsSource source) throws SQLException {
    handle.logInBy(source);
    handle.register(null, true).close();
    handle.register(null, true).close();
  }

  @Test
  void forEachConnectionIfNothingExpires() throws Exception {
    openTwo(() -> new Credentials("app", "secret" + asked.incrementAndGet()));
    assertThat(handle.passwords).containsExactly("secret1", "secret2");
  }

  @Test
  void onceUntilShortlyBeforeTheExpiry() throws Exception {
    openTwo(() -> made(Duration.ofHours(1)));
    assertThat(handle.passwords).containsExactly("secret1", "secret1");
  }

  @ParameterizedTest
  @CsvSource({"3600, 3240", "300, 270", "100, 70", "40, 20"})
  void shortlyIsHalfAMinuteOrATenthOfTheTimeButNotMoreThanHalfOfIt(long lifetime, long renewal) {
    Instant now = Instant.EPOCH;
    assertThat(Logins.beforeExpiry(now.plusSeconds(lifetime), now))
        .isEqualTo(now.plusSeconds(renewal));
  }

  @Test
  void againOnceTheExpiryHasPassed() throws Exception {
    openTwo(() -> made(Duration.ofSeconds(-1)));
    assertThat(handle.passwords).containsExactly("secret1", "secret2");
  }

  @Test
  void againAfterARefusalAlthoughNothingHasExpired() throws Exception {
    openTwo(
        () ->
            new Credentials("app", asked.incrementAndGet() == 1 ? "refused" : "right")
                .expiringAt(Instant.now().plus(Duration.ofHours(1))));
    assertThat(handle.passwords).containsExactly("refused", "right", "right");
  }

  @Test
  void notTwiceAfterARefusal() {
    handle.logInBy(() -> new Credentials("app", "refused"));
    Throwable thrown = catchThrowable(() -> handle.register(null, true));

    assertThat(handle.passwords).containsExactly("refused", "refused");
    assertThat(thrown).hasMessage("no").hasSuppressedException(thrown.getSuppressed()[0]);
  }

  @Test
  void aSourceThatFailsAfterARefusalDoesNotHideIt() {
    handle.logInBy(
        () -> {
          if (asked.getAndIncrement() > 0) {
            throw new IllegalStateException("sealed");
          }
          return new Credentials("app", "refused");
        });
    Throwable thrown = catchThrowable(() -> handle.register(null, true));

    assertThat(thrown).hasRootCauseMessage("sealed");
    assertThat(thrown.getSuppressed())
        .singleElement()
        .extracting(Throwable::getMessage)
        .isEqualTo("no");
  }

  /** What a source's failure says of the host would be wrong, whether it is dead or not. */
  @Test
  void besideThePoolTheLastAcceptedOnesAreUsedWhileTheSourceFails() throws Exception {
    handle.logInBy(
        () -> {
          if (asked.getAndIncrement() > 0) {
            throw new ConnectException("no vault");
          }
          return new Credentials("app", "accepted");
        });
    handle.register(null, true).close();

    handle.openAsPool(handle::open).close();

    assertThat(handle.passwords).containsExactly("accepted", "accepted");
  }

  @Test
  void besideThePoolASourceThatHasNeverAnsweredFailsTheLogin() {
    handle.logInBy(
        () -> {
          throw new ConnectException("no vault");
        });

    assertThatThrownBy(() -> handle.openAsPool(handle::open)).hasRootCauseMessage("no vault");
    assertThat(handle.passwords).isEmpty();
  }

  @Test
  void notForAConnectionThatHasCredentials() throws Exception {
    handle.logInBy(() -> made(Duration.ofHours(1)));
    handle.register(new Credentials("hook", "given"), true).close();
    assertThat(handle.passwords).containsExactly("given");
    assertThat(asked).hasValue(0);
  }

  @Test
  void anotherUserWithoutThePoolRetiresNothing() throws Exception {
    AtomicInteger retired = new AtomicInteger();
    handle.retireBy(retired::incrementAndGet);
    handle.logInBy(CredentialsSource.fixed("app", "secret"));
    handle.register(null, true).close();
    handle.unpooled().getConnection("migrator", "other").close();
    assertThat(retired).hasValue(0);
    assertThat(handle.isCurrent("app")).isTrue();

    handle.register(new Credentials("web", "other"), true).close();
    assertThat(retired).hasValue(1);
    assertThat(handle.isCurrent("app")).isFalse();
  }

  /** A thread that died would never ask again, and tell nobody. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void byAThreadThatWaitsWhateverTheExpiryAndTheInterval(boolean expires) throws Exception {
    Credentials login = new Credentials("app", "secret");
    Credentials shown = expires ? login.expiringAt(Instant.MAX) : login;
    Set<Thread> before = Threads.alive();
    handle.logInBy(
        ((CredentialsSource) () -> shown).checkedEvery(Duration.ofSeconds(Long.MAX_VALUE)));
    handle.register(null, true).close();

    Threads.awaitParked(Threads.startedSince(before).iterator().next());
    handle.refuseNew();
    Threads.awaitNoneSince(before);
  }

  @Test
  void credentialsShowNoPassword() {
    assertThat(new Credentials("app", "secret").expiringAt(Instant.now()))
        .hasToString("app, password ***");
    assertThat(CredentialsSource.fixed("app", "secret").toString()).doesNotContain("secret");
  }
}
