package io.github.guicesql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ProcessFileTest {

  @Test
  void oneNameIsOneFile() {
    ProcessFile one = ProcessFile.of("one");
    ProcessFile two = ProcessFile.of("two");
    assertThat(ProcessFile.of("one")).isSameAs(one).isNotSameAs(two);
    assertThat(ProcessFile.of("two")).isSameAs(two);
    assertThat(one.gate()).isNotSameAs(two.gate());
  }

  @Test
  void theSyncsOfItsLogAreMadeOnce() {
    ProcessFile file = ProcessFile.of("/folder/three.db");
    LogSync sync =
        file.logSync(
            log -> {
              assertThat(log).hasToString("/folder/three.db-wal");
              return new SharedLogSync(new LogFile(log));
            });
    assertThat(
            file.logSync(
                log -> {
                  throw new AssertionError("made twice");
                }))
        .isSameAs(sync);
  }
}
