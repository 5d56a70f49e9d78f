package io.github.guicesql.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.guicesql.mysql.MysqlDsn.Form;
import io.github.guicesql.sqlmodule.config.InvalidValueException;
import io.github.guicesql.sqlmodule.config.InvalidValueException.Fault;
import io.github.guicesql.sqlmodule.internal.dsn.Dsn;
import io.github.guicesql.sqlmodule.internal.dsn.Parameter;
import io.github.guicesql.sqlmodule.internal.dsn.Problems;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the four forms are read, and what is said of one that cannot be. */
@Tag("any-jdk")
final class MysqlDsnTest {

  private static Dsn<Form> read(String dsn) throws InvalidValueException {
    return MysqlDsn.read(dsn, new Problems());
  }

  private static Fault refusal(String dsn) {
    InvalidValueException refusal =
        catchThrowableOfType(InvalidValueException.class, () -> MysqlParameters.read(dsn));
    assertThat(refusal).as("refusal of %s", dsn).isNotNull();
    return refusal.faults().get(0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          /                             | ://127.0.0.1:3306/ | -   | -     | -
          /db                           | ://127.0.0.1:3306/ | db  | -     | -
          u@/db                         | ://127.0.0.1:3306/ | db  | u     | -
          u:p@/db                       | ://127.0.0.1:3306/ | db  | u     | p
          u:p@tcp/db                    | ://127.0.0.1:3306/ | db  | u     | p
          u:p@tcp()/db                  | ://127.0.0.1:3306/ | db  | u     | p
          u:p@tcp(h)/db                 | ://h:3306/         | db  | u     | p
          u:p@tcp(h:1)/db               | ://h:1/            | db  | u     | p
          u:p@tcp(:1)/db                | ://127.0.0.1:1/    | db  | u     | p
          u:p@tcp([::1]:1)/db           | ://[::1]:1/        | db  | u     | p
          u:p@tcp([::1])/db             | ://[::1]:3306/     | db  | u     | p
          tcp(h:1)/db                   | ://h:1/            | db  | -     | -
          u:@tcp(h:1)/db                | ://h:1/            | db  | u     | ''
          u:p@q@tcp(h:1)/db             | ://h:1/            | db  | u     | p@q
          u:p/q@tcp(h:1)/db             | ://h:1/            | db  | u     | p/q
          u:p:q@tcp(h:1)/db             | ://h:1/            | db  | u     | p:q
          u:p?q@tcp(h:1)/db             | ://h:1/            | db  | u     | p?q
          u:p(q)@tcp(h:1)/db            | ://h:1/            | db  | u     | p(q)
          u:%40@tcp(h:1)/db             | ://h:1/            | db  | u     | %40
          u:@p@/@tcp(h:1)/d%2Fb?loc=UTC | ://h:1/            | d/b | u     | @p@/
          root://pw@tcp(h:1)/db         | ://h:1/            | db  | root  | //pw
          u:p@tcp(h:1)/                 | ://h:1/            | -   | u     | p
          """)
  void readsGosForm(String dsn, String address, String database, String user, String password)
      throws Exception {
    Dsn<Form> read = read(dsn);
    assertThat(read.form()).isEqualTo(Form.GO);
    assertThat(read.address()).isEqualTo(address);
    assertThat(read.database()).isEqualTo(database);
    assertThat(read.user()).isEqualTo(user);
    assertThat(read.password()).isEqualTo(password);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          mysql://                               | ://localhost:3306/    | -   | -   | -
          mysql://h                              | ://h:3306/            | -   | -   | -
          mysql:///db                            | ://localhost:3306/    | db  | -   | -
          mysql://u@h/db                         | ://h:3306/            | db  | u   | -
          mysql://u:p@h:1/db                     | ://h:1/               | db  | u   | p
          mariadb://u:p%40%2F%3A%23@h:1/d%2Fb    | ://h:1/               | d/b | u   | p@/:#
          mysql://u:p:q@h/db                     | ://h:3306/            | db  | u   | p:q
          mysql://u:p@h1,h2:2,[::1]:3/db         | ://h1:3306,h2:2,[::1]:3/ | db | u | p
          mysql://u:p@b%C3%BCcher.example/db     | ://bücher.example:3306/  | db | u | p
          mysql://u:p@h?ssl-mode=DISABLED        | ://h:3306/            | -   | u   | p
          jdbc:mysql://h/db                      | ://h:3306/            | db  | -   | -
          jdbc:mysql://h:1/d%2Fb?user=u&password=p%26 | ://h:1/          | d/b | u   | p&
          jdbc:mysql://u:p%40@h/db               | ://h:3306/            | db  | u   | p@
          jdbc:mysql:///db                       | ://localhost:3306/    | db  | -   | -
          jdbc:mysql:loadbalance://h,i:2/db      | :loadbalance://h:3306,i:2/ | db | - | -
          jdbc:mysql+srv://h/db                  | +srv://h/             | db  | -   | -
          jdbc:mysql+srv:loadbalance://h/db      | +srv:loadbalance://h/ | db  | -   | -
          jdbc:mysql://h/db?dnsSrv=true          | ://h/                 | db  | -   | -
          jdbc:mysql://address=(host=h)(port=1),(host=i,port=2)/db | ://address=(host=h)(port=1),(host=i,port=2)/ | db | - | -
          jdbc:mariadb://h:1/db?user=u&password=p%26 | ://h:1/           | db  | u   | p%26
          jdbc:mariadb://u:p%26@h:1/db           | ://h:1/               | db  | u   | p&
          jdbc:mariadb:replication://h,i/db      | :replication://h:3306,i:3306/ | db | - | -
          jdbc:mariadb:///db?localSocket=/s      | :///                  | db  | -   | -
          jdbc:mysql://h/db?permitMysqlScheme=   | ://h:3306/            | db  | -   | -
          """)
  void readsUris(String dsn, String address, String database, String user, String password)
      throws Exception {
    Dsn<Form> read = read(dsn);
    assertThat(read.address()).isEqualTo(address);
    assertThat(read.database()).isEqualTo(database);
    assertThat(read.user()).isEqualTo(user);
    assertThat(read.password()).isEqualTo(password);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          u:p@tcp(h:3306)                  |  15 | no '/' before
          u:p/q@tcp(h:3306)                |   5 | an '@' after the last '/'
          u:p@tcp(h)/db?x=a@b              |  17 | an '@' after the last '/'
          u:p@h:3306/db                    |   4 | not the network tcp
          u:p/db                           |   0 | not the network tcp
          u:p@udp(h)/db                    |   4 | not the network tcp
          u:p@unix(/tmp/mysql.sock)/db     |   4 | a Unix socket
          u:p@unix/db                      |   4 | a Unix socket
          u:p@tcp(h/db                     |   7 | a '(' that is never closed
          u:p@tcp(h)/db?loc=US/Pacific     |  20 | another '/'
          u:p@tcp(h:0)/db                  |  10 | no port
          u:p@tcp(h:65536)/db              |  10 | no port
          u:p@tcp(h:x)/db                  |  10 | no port
          u:p@tcp(::1)/db                  |   9 | no port
          u:p@tcp([::1)/db                 |   8 | '['
          u:p@tcp([::1]x)/db               |  13 | text right after
          u:p@tcp([h]:1)/db                |   8 | no host's name
          u:p@tcp(a b)/db                  |   9 | blank
          u:p@tcp(a=b)/db                  |   8 | no host's name
          u:p@tcp(h)/d%zz                  |  12 | '%'
          u:p@tcp(h)/db?loc                |  14 | without '='
          u:p@tcp(h)/db?loc=%zz            |  18 | '%'
          u:p@tcp(h)/db?parsetime=true     |  14 | parameter parsetime
          u:p@tcp(h)/db?useSSL=false       |  14 | parameter useSSL
          u:p@tcp(h)/db?password=x         |  14 | parameter password
          mysql://u:p@h:x/db               |  14 | no port
          mysql://u:p@h:99999/db           |  14 | no port
          mysql://u:p@q@h/db               |  13 | '@'
          mysql://u:p/q@h/db               |  13 | '@'
          mysql://u:p?q@h/db               |  13 | '@'
          mysql://u:p#q@h/db               |  13 | '@'
          mysql://u:p@h/db#x               |  16 | '#'
          mysql://u:p@h/a/b                |  15 | a second '/'
          mysql://u:p@h,/db                |  14 | a comma
          mysql://u:p@,h/db                |  12 | a comma
          mysql://u:p@tcp(h:1)/db          |  12 | go-sql-driver's form
          mysql://u:p@h/db?x               |  17 | without '='
          mysql://u:p@h/db?useSSL=true     |  17 | parameter useSSL
          mysql://u:p%zz@h/db              |  11 | '%'
          mysql://u:p@h%/db                |  13 | '%'
          jdbc:mysql:db                    |  11 | no '//'
          jdbc:mysql://u:p@q@h/db          |  18 | '@'
          jdbc:mysql://u:p/q@h/db          |  18 | an '@' after a '/'
          jdbc:mysql://h/a/b               |  16 | '/'
          jdbc:mysql://h/db?user=a#b       |  24 | '#'
          jdbc:mysql://h/db?user=%zz       |  23 | '%'
          jdbc:mysql://h:x/db              |  15 | no port
          jdbc:mysql://address=(host=h)(password=p)/db | 30 | a key in an address
          jdbc:mysql://(host=h,user=u)/db  |  21 | a key in an address
          jdbc:mysql://(host=h)x/db        |  21 | text right after a ')'
          jdbc:mariadb://h/db?x            |  20 | parameter x is not
          jdbc:mysql+srv://h:1/db          |  18 | a port
          jdbc:mariadb:aurora://h/db       |  13 | a way to choose a host
          postgres://u:p@h/db              |   0 | the scheme postgres
          jdbc:postgresql://u:p@h/db       |   0 | the scheme jdbc:postgresql
          jdbc:oracle:thin:u/p@h           |   0 | the scheme jdbc:oracle
          MySQL://u:p@h/db                 |   0 | the scheme MySQL
          xyz://u:p@h/db                   |  10 | not the network tcp
          """)
  void saysWhereAndWhat(String dsn, int position, String found) {
    Fault refusal = refusal(dsn);
    assertThat(refusal.wrong())
        .startsWith("At position " + (position + 1) + ": ")
        .contains(found)
        .endsWith(".");
    assertThat(refusal.remedy()).matches("[A-Z].*[.]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /db?parsetime=true            | Write parseTime
          /db?readtimeout=5s            | Write readTimeout
          /db?Loc=UTC                   | Write loc
          mysql://h/db?sslmode=REQUIRED | Write ssl-mode
          mysql://h/db?parsetime=true   | Write parseTime
          mysql://h/db?cachePrepStmts=1 | jdbc: URL
          """)
  void namesWhatMayHaveBeenMeant(String dsn, String hint) {
    assertThat(refusal(dsn).remedy()).contains(hint);
  }

  @Test
  void aNameOfMySqlsMayBeWrittenInAnyCase() throws Exception {
    assertThat(read("mysql://h/d?SSL_Mode=DISABLED&ssl-ca=x").parameters().all())
        .extracting(Parameter::name)
        .containsExactlyInAnyOrder("ssl-mode", "ssl-ca");
  }

  @Test
  void refusesWhatCannotBeSent() {
    assertThat(refusal("u:\ud83d@/db").wrong()).startsWith("At position 3: ");
    assertThat(refusal("u:a\0b@/db").wrong()).startsWith("At position 4: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "u:secret/db",
        "secret://u:p@h/db",
        "secret",
        "mysql://u:p?secret=x@h/db",
        "mysql://u:secret/p@h/db",
        "mysql://u:secret",
        "u:x@secret/db",
        "jdbc:mysql://u:p?secret=x@h/db",
        "jdbc:mysql://u:p/secret@h/db",
        "u@tcp(h)/db&password=secret",
        "u@tcp(h)/db;password=secret",
        "u@tcp(h)/db%26password%3Dsecret",
        "u@tcp(h)/db?sql_mode=a;pwd=secret",
        "mysql://u@h/db&password=secret",
        "mysql://u@h/db?collation=x;password%3Dsecret",
        "jdbc:mysql://h/db;user=u;password=secret",
        "jdbc:mysql://h/db?user=u;password=secret",
        "jdbc:mariadb://h/db&user=u&password=secret",
        "jdbc:mariadb://h/db?connectionAttributes=a:b;password=secret",
        "jdbc:mysql://h/db?password=se&secret=x",
        "jdbc:mariadb://h/db?password=se&secret",
        "Server=h;Uid=u;Pwd=secret",
        "MYSQL_URL=mysql://u:secret@h/db",
        "mysql -u u -psecret",
      })
  void doesNotQuoteWhatMayBeThePassword(String dsn) {
    assertThat(refusal(dsn).toString()).doesNotContain("secret");
  }

  @Test
  void showsTheHostsOnly() throws Exception {
    assertThat(read("app:hidden@tcp(h:1)/hidden?connectionAttributes=a:hidden"))
        .hasToString("Dsn[GO, ://h:1/]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mysql://a,b:3307/shop",
        "mariadb://a,b:3307/shop",
        "jdbc:mysql://a,b:3307/shop",
        "jdbc:mariadb://a,b:3307/shop"
      })
  void ofSeveralHostsOneIsChosenHere(String dsn) throws InvalidValueException {
    MysqlParameters parameters = MysqlParameters.read(dsn);

    assertThat(parameters.needsHostChoice()).isTrue();
    assertThat(parameters.hosts()).containsExactly("a:3306", "b:3307");
    assertThat(parameters.url("b:3307")).contains("://b:3307/").doesNotContain("a:3306");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mysql://a/shop",
        "mysql://a,a/shop",
        "jdbc:mysql:loadbalance://a,b/shop",
        "jdbc:mysql:replication://a,b/shop",
        "jdbc:mysql+srv://a/shop",
        "jdbc:mariadb:sequential://a,b/shop",
        "jdbc:mariadb:replication://a,b/shop"
      })
  void theDriverChoosesWhereAUrlNamesAWay(String dsn) throws InvalidValueException {
    assertThat(MysqlParameters.read(dsn).needsHostChoice()).isFalse();
  }
}
