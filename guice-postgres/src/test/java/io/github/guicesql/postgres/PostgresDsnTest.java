package io.github.guicesql.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.guicesql.sqlmodule.internal.dsn.DsnSyntaxException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("any-jdk")
class PostgresDsnTest {
  private static DsnSyntaxException refusal(String dsn) {
    DsnSyntaxException refusal =
        catchThrowableOfType(DsnSyntaxException.class, () -> PostgresDsn.parse(dsn));
    assertThat(refusal).as("refusal of %s", dsn).isNotNull();
    return refusal;
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
    DsnSyntaxException refusal = refusal(dsn);
    assertThat(refusal.position()).isEqualTo(position);
    assertThat(refusal.found()).contains(found);
    assertThat(refusal).hasMessageContaining("position " + (position + 1));
    assertThat(refusal.expected()).isNotBlank();
  }

  @Test
  void refusesWhatCannotBeSent() {
    assertThat(refusal("postgres://h/a\0b").position()).isEqualTo(14);
    assertThat(refusal("postgres://u:\ud83d@h").position()).isEqualTo(13);
    assertThat(refusal("jdbc:postgresql://h/d?password=%00").position()).isEqualTo(31);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          postgres://h/d?sslmod=x                      | perhaps sslmode
          host=h pasword=x                             | perhaps password
          postgres://h/d?applicationname=x             | perhaps application_name
          postgres://h/d?ApplicationName=x             | here application_name
          postgres://h/d?targetServerType=x            | here target_session_attrs
          postgres://h/d?reWriteBatchedInserts=true    | jdbc:postgresql:
          jdbc:postgresql://h/d?connect_timeout=1      | perhaps connectTimeout
          jdbc:postgresql://h/d?target_session_attrs=a | perhaps targetServerType
          jdbc:postgresql://h/d?currentShema=a         | perhaps currentSchema
          jdbc:postgresql://h/d?sslMode=a              | perhaps sslmode
          """)
  void namesWhatMayHaveBeenMeant(String dsn, String hint) {
    assertThat(refusal(dsn).expected()).contains(hint);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgres://u:p/w?secret=x@h/d",
        "postgres://h/d?password=se&secret=x",
        "host=h password=my secret=x",
        "secret=x",
        "jdbc:postgresql://h/d?password=se&secret=x",
        "jdbc:postgresql://u:p/w?secret=x@h/d",
        "secret://x"
      })
  void doesNotQuoteWhatMayBeThePassword(String dsn) {
    assertThat(refusal(dsn)).hasMessageNotContaining("secret");
  }

  @Test
  void masksTheUserThePasswordAndWhateverMayBeAPartOfOne() throws DsnSyntaxException {
    assertThat(PostgresDsn.parse("postgres://app:hidden@db.example:5433,[::1]/orders"))
        .hasToString(
            "PostgresDsn[LIBPQ, user=***, password=***, host=db.example,::1, port=5433,,"
                + " dbname=orders]");
    assertThat(PostgresDsn.parse("user=password=hidden sslpassword=hidden"))
        .hasToString("PostgresDsn[LIBPQ, user=***, sslpassword=***]");
    assertThat(PostgresDsn.parse("jdbc:postgresql://app:hidden@h/d?socketFactoryArg=hidden"))
        .hasToString(
            "PostgresDsn[JDBC, user=***, password=***, host=h, port=5432, dbname=d,"
                + " socketFactoryArg=***]");
  }

  @Test
  void readsCredentialsOfAJdbcUrl() throws DsnSyntaxException {
    PostgresDsn dsn = PostgresDsn.parse("jdbc:postgresql://a%40b:p+q%2F%3A@h1:1,h2/d");
    assertThat(dsn.values())
        .containsEntry("user", "a@b")
        .containsEntry("password", "p+q/:")
        .containsEntry("host", "h1,h2")
        .containsEntry("port", "1,5432");
    assertThat(PostgresDsn.parse("jdbc:postgresql://u:p@h/d?user=v&password=q").values())
        .containsEntry("user", "v")
        .containsEntry("password", "q");
  }
}
