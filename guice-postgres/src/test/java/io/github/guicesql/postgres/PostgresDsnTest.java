package io.github.guicesql.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.guicesql.postgres.PostgresDsn.Form;
import io.github.guicesql.sqlmodule.config.InvalidValueException;
import io.github.guicesql.sqlmodule.config.InvalidValueException.Fault;
import io.github.guicesql.sqlmodule.internal.dsn.Dsn;
import io.github.guicesql.sqlmodule.internal.dsn.Problems;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("any-jdk")
class PostgresDsnTest {
  private static Fault refusal(String dsn) {
    InvalidValueException refusal =
        catchThrowableOfType(InvalidValueException.class, () -> Dsns.read(dsn));
    assertThat(refusal).as("refusal of %s", dsn).isNotNull();
    return refusal.faults().get(0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          postgres://u:p%zz@h/d                |  14 | '%'
          postgres://u:%00@h/d                 |  13 | '%'
          postgres://u:p@h1,h%zz:5/d           |  19 | '%'
          postgres://u:%C3@h/d                 |  13 | UTF-8
          postgres://u:a@b@h/d                 |  16 | '@'
          postgres://u:a/b@h/d                 |  16 | '@'
          postgres://h/a@b                     |  14 | '@'
          postgres://h?user=u@corp             |  19 | '@'
          postgres://h:1?x=y&password=p@q      |  29 | '@'
          postgres://h/d?sslmode               |  15 | '='
          postgres://h/d?user=u&options=a=b    |  31 | second '='
          postgres://h/d?user=u&foo=1          |  22 | parameter foo
          postgres://h/d?user=a b              |  21 | blank
          postgres://[::1/d                    |  11 | '['
          postgres://[]/d                      |  11 | '['
          postgres://[::1]x/d                  |  16 | ']'
          host=h user                          |   7 | '='
          host=h user='u                       |  12 | quote
          host=h foo=1                         |   7 | parameter foo
          host=h user= password=p              |  12 | no value
          mysql://u:p@h/d                      |   0 | scheme mysql
          jdbc:mysql://u:p@h/d                 |   0 | scheme jdbc:mysql
          Postgres://h                         |   0 | scheme Postgres
          xyz://u:p@h/d                        |   0 | scheme that
          jdbc:postgresql://u:p@h@i/d          |  23 | '@'
          jdbc:postgresql://u:p/q@h/d          |  25 | '/'
          jdbc:postgresql://u:p/q@h            |  23 | '@'
          jdbc:postgresql:u:p@h                |  19 | '@'
          jdbc:postgresql://u:p?q@h/d          |  21 | no '/'
          jdbc:postgresql://h                  |  19 | no '/'
          jdbc:postgresql:/                    |  16 | '/'
          jdbc:postgresql://,/d                |  18 | commas
          jdbc:postgresql://h/d?user=u&foo=1   |  29 | parameter foo
          jdbc:postgresql://h/d?password=%zz   |  31 | '%'
          jdbc:postgresql://u:%zz@h/d          |  20 | '%'
          """)
  void saysWhereAndWhat(String dsn, int position, String found) {
    Fault refusal = refusal(dsn);
    assertThat(refusal.wrong())
        .startsWith("At position " + (position + 1) + ": ")
        .contains(found)
        .endsWith(".");
    assertThat(refusal.remedy()).matches("[A-Z].*[.]");
  }

  @Test
  void refusesWhatCannotBeSent() {
    assertThat(refusal("postgres://h/a\0b").wrong()).startsWith("At position 15: ");
    assertThat(refusal("postgres://u:\ud83d@h").wrong()).startsWith("At position 14: ");
    assertThat(refusal("jdbc:postgresql://h/d?password=%00").wrong())
        .startsWith("At position 32: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          postgres://h/d?sslmod=x                      | Write sslmode if
          host=h pasword=x                             | Write password if
          postgres://h/d?applicationname=x             | Write application_name.
          postgres://h/d?ApplicationName=x             | Write application_name.
          postgres://h/d?targetServerType=x            | Write target_session_attrs.
          postgres://h/d?reWriteBatchedInserts=true    | jdbc:postgresql:
          jdbc:postgresql://h/d?connect_timeout=1      | Write connectTimeout.
          jdbc:postgresql://h/d?target_session_attrs=a | Write targetServerType=
          jdbc:postgresql://h/d?currentShema=a         | Write currentSchema if
          jdbc:postgresql://h/d?sslMode=a              | Write sslmode.
          """)
  void namesWhatMayHaveBeenMeant(String dsn, String hint) {
    assertThat(refusal(dsn).remedy()).contains(hint);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgres://u:p/w?secret=x@h/d",
        "secret=x",
        "jdbc:postgresql://u:p/w?secret=x@h/d",
        "secret://x"
      })
  void doesNotQuoteWhatMayBeThePassword(String dsn) {
    assertThat(refusal(dsn).toString()).doesNotContain("secret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          postgres://h/d?password=p&no_such_key=x      | 26 | no_such_key
          postgres://h/d?password=p&fooBar=x           | 26 | fooBar
          host=h password=p nope2=x                    | 18 | nope2
          jdbc:postgresql://h/d?password=p%26w&nope=1  | 37 | nope
          jdbc:postgresql://h/d?password=p&useNOPE=1   | 33 | useNOPE
          """)
  void quotesWhatIsWrittenLikeANameBehindAPassword(String dsn, int position, String name) {
    assertThat(refusal(dsn).wrong())
        .startsWith("At position " + (position + 1) + ": the parameter " + name + " is not ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          postgres://h/d?password=p&x9$K=              | 26 | x9$K
          postgres://h/d?password=p&w=x                | 26 | w=
          postgres://h/d?password=p&k7Qz=x             | 26 | k7Qz
          postgres://h/d?password=p&kXqPzR=x           | 26 | kXqPzR
          host=h password=p x9$K=                      | 18 | x9$K
          jdbc:postgresql://h/d?password=p&w           | 33 | &w
          jdbc:postgresql://h/d?password=p&hunter      | 33 | hunter
          jdbc:postgresql://h/d?password=p&x9$K=       | 33 | x9$K
          jdbc:postgresql://h/d?password=a?b&9ab=      | 35 | 9ab
          """)
  void saysOnlyWhereTheRestOfAPasswordIs(String dsn, int position, String rest) {
    Fault refusal = refusal(dsn);
    assertThat(refusal.wrong())
        .isEqualTo(
            "At position "
                + (position + 1)
                + ": an unknown parameter, which may be the rest of a password and is not shown.");
    assertThat(refusal.remedy()).contains("PASSWORD_FILE").doesNotContain(rest);
  }

  @Test
  void showsTheHostsOnly() throws Exception {
    Dsn<Form> dsn =
        PostgresDsn.read(
            "postgres://app:hidden@db.example:5433,[::1]/hidden?application_name=hidden",
            new Problems());
    assertThat(dsn).hasToString("Dsn[LIBPQ, ://db.example:5433,[::1]:5432/]");
    assertThat(dsn.parameters().all().toString()).doesNotContain("hidden");
  }

  @Test
  void readsCredentialsOfAJdbcUrl() throws Exception {
    PostgresParameters read = Dsns.read("jdbc:postgresql://a%40b:p+q%2F%3A@h1:1,h2/d");
    assertThat(read.user()).isEqualTo("a@b");
    assertThat(read.password()).isEqualTo("p+q/:");
    assertThat(read.hosts()).containsExactly("h1:1", "h2:5432");
    assertThat(Dsns.read("jdbc:postgresql://u:p@h/d?user=v&password=q"))
        .extracting(PostgresParameters::user, PostgresParameters::password)
        .containsExactly("v", "q");
  }
}
