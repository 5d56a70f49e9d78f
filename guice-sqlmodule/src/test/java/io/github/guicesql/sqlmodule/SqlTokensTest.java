package io.github.guicesql.sqlmodule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.inject.Key;
import com.google.inject.name.Names;
import io.github.guicesql.sqlmodule.driver.H2Module;
import java.util.Locale;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Under which keys is a database injected, and which names are refused? */
final class SqlTokensTest {

  private static final String FORTY_CHARACTERS = "x23456789-x23456789-x23456789-x234567890";

  @Test
  void defaultDatabaseHasTheTwoTokensOfTheContract() {
    SqlTokens tokens = SqlTokens.defaults();

    assertThat(tokens.db()).isEqualTo("database.db").isEqualTo(SqlTokens.DB);
    assertThat(tokens.dialect()).isEqualTo("database.dialect").isEqualTo(SqlTokens.DIALECT);
    assertThat(tokens.dbKey()).isEqualTo(Key.get(DataSource.class, Names.named("database.db")));
    assertThat(tokens.dialectKey())
        .isEqualTo(Key.get(Dialect.class, Names.named("database.dialect")));
  }

  @Test
  void namedDatabaseHasItsNameInBothTokens() {
    SqlTokens tokens = SqlTokens.named("analytics");

    assertThat(tokens.db()).isEqualTo("database.analytics.db");
    assertThat(tokens.dialect()).isEqualTo("database.analytics.dialect");
    assertThat(tokens.dbKey())
        .isEqualTo(Key.get(DataSource.class, Names.named("database.analytics.db")));
    assertThat(tokens.dialectKey())
        .isEqualTo(Key.get(Dialect.class, Names.named("database.analytics.dialect")));
  }

  @Test
  void emptyNameIsTheDefaultDatabase() {
    assertThat(SqlTokens.named("")).isEqualTo(SqlTokens.defaults());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "analytics",
        "audit-log",
        "shard7",
        "a-1-b",
        "db",
        "dialect",
        FORTY_CHARACTERS
      })
  void usableNames(String name) {
    assertThat(SqlTokens.named(name).name()).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "\" \",            ",
        "\"\t\",           ",
        "\" analytics\",   analytics",
        "\"analytics \",   analytics",
        "\"audit log\",    audit-log",
        "Analytics,        analytics",
        "AuditLog,         audit-log",
        "auditDB2Copy,     audit-db2-copy",
        "audit_log,        audit-log",
        "audit.log,        audit-log",
        "audit--log,       audit-log",
        "-audit-,          audit",
        "7up,              up",
        "42,               ",
        "größe,            gr-e",
        "数据,              ",
        "\"a\nb\",         a-b",
        FORTY_CHARACTERS + "1, " + FORTY_CHARACTERS,
        "x23456789-x23456789-x23456789-x23456789-x, x23456789-x23456789-x23456789-x23456789",
      })
  void unusableNameIsRefusedWithAnUsableOneInItsPlace(String name, @Nullable String suggestion) {
    InvalidNameException refusal =
        catchThrowableOfType(InvalidNameException.class, () -> SqlTokens.named(name));

    assertThat(refusal.name()).isEqualTo(name);
    assertThat(refusal)
        .hasMessageEndingWith(
            suggestion == null
                ? "such as \"analytics\"; or leave the name out for the default database."
                : "such as \"" + suggestion + "\".");
    assertThat(refusal.getMessage()).doesNotContain("\n", "\t");
    if (suggestion != null) {
      assertThat(SqlTokens.named(suggestion).name()).isEqualTo(suggestion);
    }
  }

  @Test
  void endlessNameIsShortenedInTheMessage() {
    assertThatThrownBy(() -> SqlTokens.named("x".repeat(10_000)))
        .isInstanceOf(InvalidNameException.class)
        .message()
        .hasSizeLessThan(500);
  }

  @Test
  void namesDoNotDependOnTheMachinesLanguage() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("tr"));
    try {
      assertThatThrownBy(() -> SqlTokens.named("ARCHIVE")).hasMessageContaining("\"archive\"");
      assertThat(H2Module.DATABASE.key("sqlite", "wiki").key()).isEqualTo("SQLITE_WIKI_DATABASE");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void moduleWithAnUnusableNameCannotBeMade() {
    assertThatThrownBy(() -> new H2Module(SqlOptions.named("Audit Log")))
        .isInstanceOf(InvalidNameException.class)
        .hasMessageContaining("\"audit-log\"");
    assertThatThrownBy(() -> SqlOptions.defaults().withName(" "))
        .isInstanceOf(InvalidNameException.class);
  }
}
