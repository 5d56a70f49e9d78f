package io.github.guicesql.sqlmodule.internal.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.guicesql.sqlmodule.internal.hosts.HostState.Reach;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What follows from the answers of two hosts, by a clock that the test moves. */
final class HostBoardTest {

  private static final int ONE = 0;
  private static final int TWO = 1;

  private long now = Long.MAX_VALUE - 5; // the origin is any, and the time may wrap
  private final List<String> lost = new ArrayList<>();
  private final HostBoard board =
      new HostBoard(List.of("one", "two"), Duration.ofSeconds(2), () -> now);

  HostBoardTest() {
    board.begin();
    board.listen(
        new HostListener() {
          @Override
          public void lost(int host, String reason) {
            lost.add(reason);
          }
        });
  }

  /** Lets the time pass, at which the monitor looks several times a second. */
  private void after(int millis) {
    for (int left = millis; left > 0; left -= 250) {
      board.tick();
      now += TimeUnit.MILLISECONDS.toNanos(Math.min(left, 250));
    }
  }

  /** Lets the time pass while this process does not run. */
  private void stalled(int millis) {
    now += TimeUnit.MILLISECONDS.toNanos(millis);
  }

  private void primary(int host, int timeline) {
    answered(host, new HostStatus(true, false, "s", timeline, 0));
  }

  private void readOnlyPrimary(int host, int timeline) {
    answered(host, new HostStatus(true, true, "s", timeline, 0));
  }

  private void standby(int host) {
    answered(host, new HostStatus(false, true, "s", 1, 0));
  }

  private void answered(int host, HostStatus status) {
    board.answered(host, status, now);
  }

  private int writer() {
    return board.view().writer();
  }

  @Test
  void nothingIsSettledUntilEachHostWasHeard() {
    primary(ONE, 1);
    assertThat(board.view().settled()).isFalse();
    board.silent(TWO, "connection refused");
    assertThat(board.view().settled()).isTrue();
    assertThat(writer()).isEqualTo(ONE);
  }

  @Test
  void aHostThatSaysNothingAtAllHoldsUpTheOthersForTheDeadAfterLimit() {
    primary(ONE, 1);
    after(1999);
    primary(ONE, 1);
    assertThat(board.view().settled()).isFalse();
    after(1);
    board.tick();
    assertThat(board.view().settled()).isTrue();
    assertThat(board.view().hosts().get(TWO).reach()).isEqualTo(Reach.DEAD);
  }

  @Test
  void theWriterIsThePrimaryOfTheHighestTimeline() {
    primary(ONE, 1);
    standby(TWO);
    assertThat(writer()).isEqualTo(ONE);
    primary(TWO, 2);
    assertThat(writer()).isEqualTo(TWO);
    primary(ONE, 1);
    assertThat(writer()).isEqualTo(TWO);
    assertThat(lost).containsExactly("one is a primary of timeline 1, superseded by timeline 2");
  }

  @Test
  void theAnswerToAnOlderQuestionIsNoNews() {
    primary(ONE, 1);
    standby(TWO);
    long asked = now;
    after(10);
    standby(ONE);
    assertThat(writer()).isEqualTo(HostView.NONE);
    after(10);

    board.answered(ONE, new HostStatus(true, false, "s", 1, 0), asked);

    assertThat(writer()).isEqualTo(HostView.NONE);
    assertThat(board.hasAnsweredSince(ONE, asked)).isTrue();
    assertThat(board.hasAnsweredSince(ONE, now)).isFalse();
  }

  @Test
  void aSupersededPrimaryIsNotTakenBackWhenTheNewOneIsAway() {
    primary(ONE, 1);
    primary(TWO, 2);
    board.silent(TWO, "connection refused");
    primary(ONE, 1);
    assertThat(writer()).isEqualTo(HostView.NONE);
    standby(ONE); // rebuilt as a standby, and promoted
    primary(ONE, 3);
    assertThat(writer()).isEqualTo(ONE);
  }

  @Test
  void aHostIsDeadAfterTheLimitAndAliveWithTheNextAnswer() {
    primary(ONE, 1);
    standby(TWO);
    after(1000);
    standby(TWO);
    after(999);
    board.tick();
    assertThat(writer()).isEqualTo(ONE);
    after(1);
    board.tick();
    assertThat(writer()).isEqualTo(HostView.NONE);
    assertThat(lost).containsExactly("one has not answered for 2000 ms");
    primary(ONE, 1);
    assertThat(writer()).isEqualTo(ONE);
    after(2000);
    board.tick();
    assertThat(lost).hasSize(3); // both, once more
  }

  @Test
  void howLongADeadHostHasNotAnsweredIsToldAsItIsNow() {
    primary(ONE, 1);
    standby(TWO);
    after(2000);
    board.tick();
    after(3000);
    board.tick();

    assertThat(board.view()).asString().contains("one has not answered for 5000 ms");
    assertThat(lost).hasSize(2); // once each
  }

  @Test
  void noHostIsDeadBecauseThisProcessDidNotRun() {
    primary(ONE, 1);
    standby(TWO);
    stalled(60_000);
    standby(TWO); // which is read first
    board.tick();
    assertThat(writer()).isEqualTo(ONE);
    after(999);
    board.tick();
    assertThat(lost).isEmpty();
    after(1);
    board.tick();
    assertThat(lost).containsExactly("one has not answered for 2000 ms");
  }

  @Test
  void aHostWhoseConnectionFailsIsNotTheWriterAndNotYetLost() {
    primary(ONE, 1);
    standby(TWO);
    board.silent(ONE, "connection refused");
    assertThat(writer()).isEqualTo(HostView.NONE);
    assertThat(lost).isEmpty();
  }

  @Test
  void aRefusalIsAnAnswerAndTheLastStatusHolds() {
    primary(ONE, 1);
    standby(TWO);
    for (int i = 0; i < 20; i++) {
      after(250);
      board.refused(ONE, "too many connections");
      standby(TWO);
    }
    assertThat(writer()).isEqualTo(ONE);
    assertThat(lost).isEmpty();
  }

  @Test
  void ofTwoPrimariesOfOneTimelineTheOneInUseIsKept() {
    standby(ONE);
    primary(TWO, 1);
    primary(ONE, 1);
    assertThat(writer()).isEqualTo(TWO);
    readOnlyPrimary(TWO, 1);
    assertThat(writer()).isEqualTo(ONE);
  }

  @Test
  void anUnknownTimelineSupersedesNobodyAndIsNotSuperseded() {
    primary(ONE, 4);
    primary(TWO, 0);
    assertThat(writer()).isEqualTo(ONE);
    board.silent(ONE, "connection refused");
    assertThat(writer()).isEqualTo(TWO);
    assertThat(lost).isEmpty();
  }

  @Test
  void aReadOnlyPrimaryIsTheWriterButNotWritable() {
    readOnlyPrimary(ONE, 1);
    standby(TWO);
    assertThat(writer()).isEqualTo(ONE);
    assertThat(board.view().isWritable()).isFalse();
  }

  @Test
  void hostsOfDifferentSystemsAtTheStartAreAConflictThatNamesBoth() {
    primary(ONE, 1);
    answered(TWO, new HostStatus(true, false, "t", 7, 0));
    assertThat(board.view().conflict())
        .isEqualTo(
            "The hosts are not copies of one database, but of different systems: one of s, two of"
                + " t.");
  }

  @Test
  void aStrangerThatComesLaterIsLeftOutWhateverItsTimeline() {
    primary(ONE, 1);
    standby(TWO);
    answered(TWO, new HostStatus(true, false, "t", 7, 0));
    assertThat(board.view().conflict()).isNull();
    assertThat(writer()).isEqualTo(ONE);
    board.silent(ONE, "connection refused");
    assertThat(writer()).isEqualTo(HostView.NONE);
    assertThat(lost)
        .containsExactly("two is a primary of timeline 7, of another database system, t");
  }

  @Test
  void aClusterThatWasCreatedAnewIsAccepted() {
    primary(ONE, 5);
    standby(TWO);
    answered(ONE, new HostStatus(true, false, "t", 1, 0));
    answered(TWO, new HostStatus(false, true, "t", 1, 0));
    assertThat(writer()).isEqualTo(ONE);
    assertThat(board.view().hosts().get(TWO).isStandby()).isTrue();
  }

  @Test
  void aStandbysLagIsTheAgeOfWhatItHasReplayed() {
    written(100);
    replayed(100);
    assertThat(behind()).contains(Duration.ZERO);
    after(250);
    written(200);
    after(250);
    written(300);
    replayed(199);
    assertThat(behind()).contains(Duration.ofMillis(500));
    replayed(200);
    assertThat(behind()).contains(Duration.ofMillis(250));
    replayed(300);
    assertThat(behind()).contains(Duration.ZERO);
  }

  @Test
  void anIdleWriterLetsNoLagGrowAndNeitherDoesOneThatIsAway() {
    written(100);
    replayed(100);
    after(250);
    written(100);
    replayed(100);
    assertThat(behind()).contains(Duration.ZERO);
    board.silent(ONE, "connection refused");
    after(60_000);
    replayed(100);
    assertThat(behind()).contains(Duration.ZERO);
  }

  @Test
  void theLagOfAStandbyBehindAllThatIsKnownIsUnknown() {
    written(100);
    replayed(99);
    assertThat(behind()).isEmpty();
  }

  private void written(long position) {
    answered(ONE, new HostStatus(true, false, "s", 1, position));
  }

  private void replayed(long position) {
    answered(TWO, new HostStatus(false, true, "s", 1, position));
  }

  private Optional<Duration> behind() {
    return Optional.ofNullable(board.view().hosts().get(TWO).behind());
  }
}
