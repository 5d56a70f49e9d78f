package io.github.guicesql.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;
import org.postgresql.util.ServerErrorMessage;

/** What is left of a server's refusal when its user is taken out. */
final class PostgresUserMaskTest {

  private static final String LONG = "ü".repeat(20) + "x".repeat(40);

  private static PSQLException refusal(String message) {
    return new PSQLException(
        new ServerErrorMessage(
            "SFATAL\0VFATAL\0C28000\0M"
                + message
                + "\0DRole \"app\".\0HAsk.\0Fauth.c\0L7\0Rfail\0"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          password authentication failed for user "app" | password authentication failed for user "***"
          role "app" does not exist                     | role "***" does not exist
          no entry for host "::1", user "app", database "d" | no entry for host "::1", user "***", database "d"
          Passwort-Authentifizierung für Benutzer »app« | Passwort-Authentifizierung für Benutzer »***«
          Benutzer „app“                                | Benutzer „***“
          pour l'utilisateur «\u00a0app\u00a0»          | pour l'utilisateur «\u00a0***\u00a0»
          «app» y «app»                                 | «***» y «***»
          the app at app:5432 or "app2" is not up       | the app at app:5432 or "app2" is not up
          """)
  void namesAreMaskedInTheQuotationMarksOfAnyLanguage(String said, String masked) {
    String message = said.translateEscapes();
    assertThat(masked("app", refusal(message)))
        .isInstanceOfSatisfying(
            PSQLException.class,
            e ->
                assertThat(e.getServerErrorMessage().getMessage())
                    .isEqualTo(masked.translateEscapes()));
  }

  /** AssertJ takes an SQLException for the list of its causes. */
  private static Throwable masked(String user, SQLException refusal) {
    return new PostgresUserMask(user).mask(refusal);
  }

  @Test
  void everythingElseStays() {
    PSQLException refusal = refusal("role \"app\" does not exist");
    refusal.initCause(new IOException("gone"));
    refusal.addSuppressed(refusal("no encryption, user \"app\""));
    refusal.setNextException(refusal("user \"app\""));

    assertThat(masked("app", refusal))
        .hasMessage("FATAL: role \"***\" does not exist\n  Detail: Role \"***\".\n  Hint: Ask.")
        .hasCause(refusal.getCause())
        .isInstanceOfSatisfying(
            PSQLException.class,
            masked -> {
              assertThat(masked.getSQLState()).isEqualTo("28000");
              ServerErrorMessage fields = masked.getServerErrorMessage();
              assertThat(fields.getSeverity()).isEqualTo("FATAL");
              assertThat(fields.getFile() + fields.getLine() + fields.getRoutine())
                  .isEqualTo("auth.c7fail");
              assertThat(masked.getStackTrace()).isEqualTo(refusal.getStackTrace());
              assertThat(masked.getSuppressed()).hasSize(1);
              assertThat(masked.getSuppressed()[0])
                  .hasMessageContaining("no encryption, user \"***\"");
              assertThat(masked.getNextException().getMessage()).contains("user \"***\"");
            });
  }

  @Test
  void aRefusalThatNamesNobodyIsTheDriversOwn() {
    PSQLException other =
        new PSQLException("app:5432 refused", PSQLState.CONNECTION_UNABLE_TO_CONNECT);
    assertThat(masked("app", other)).isSameAs(other);
  }

  @Test
  void aRefusalInACauseIsMaskedToo() {
    SQLException outer = new SQLException("all hosts failed", "08001", refusal("user \"app\""));

    assertThat(masked("app", outer))
        .hasMessage("all hosts failed")
        .isInstanceOfSatisfying(
            SQLException.class,
            masked -> {
              assertThat(masked.getSQLState()).isEqualTo("08001");
              assertThat(masked.getCause()).hasMessageContaining("user \"***\"");
            });
  }

  /** The server knows 63 bytes of a name. */
  @Test
  void aNameThatTheServerCutsIsMasked() {
    String known = LONG.substring(0, 20) + "x".repeat(23);
    assertThat(masked(LONG, refusal("user \"" + known + "\" is unknown")))
        .hasMessageContaining("user \"***\" is unknown");
  }

  @Test
  void aNameMayBeMadeOfSpecialCharacters() {
    assertThat(masked("a\"$1\\E.b", refusal("user \"a\"$1\\E.b\" is unknown")))
        .hasMessageContaining("user \"***\" is unknown");
  }
}
