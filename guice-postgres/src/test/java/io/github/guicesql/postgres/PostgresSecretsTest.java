package io.github.guicesql.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.guicesql.drivercontract.SecretsContract;
import io.github.guicesql.drivercontract.UnresponsiveServer;
import io.github.guicesql.sqltest.PostgresOptions;
import io.github.guicesql.sqltest.PostgresServer;
import io.github.guicesql.sqltest.TestAuthority;
import io.github.guicesql.sqltest.TestDatabase;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

final class PostgresSecretsTest extends SecretsContract {

  private Path folder;
  private PostgresServer server;
  private TestDatabase database;
  private TestAuthority authority;
  private TestAuthority stranger;
  private TestAuthority.Issued client;
  private UnresponsiveServer silent;
  private UnresponsiveServer far;
  private StubbornServer starting;

  PostgresSecretsTest() {
    super(new PostgresEngine());
  }

  @BeforeAll
  void launch(@TempDir Path temporary) throws Exception {
    folder = temporary;
    authority = new TestAuthority(folder, "authority");
    stranger = new TestAuthority(folder, "stranger");
    client = authority.issue("client", KEEPER, "");
    TestAuthority.Issued elsewhere = authority.issue("elsewhere", "elsewhere", "dns:elsewhere");
    Path rules =
        Files.writeString(
            folder.resolve("pg_hba.conf"),
            """
            host all keeper_of_keys_absent all trust
            host all keeper_of_keys_barred all reject
            host all all                   all scram-sha-256
            """);
    assertThat(folder.toFile().setExecutable(true, false)).isTrue();
    assertThat(folder.toFile().setReadable(true, false)).isTrue();
    assertThat(authority.certificate().toFile().setReadable(true, false)).isTrue();
    server =
        PostgresServer.launch(
            PostgresOptions.defaults()
                .withTls(elsewhere.certificate(), elsewhere.key())
                .withSetting("hba_file", rules.toString())
                .withSetting("ssl_ca_file", authority.certificate().toString()));
    database = server.defaultDatabase();
    String quoted = "'" + PASSWORD.replace("'", "''") + "'";
    try (Connection owner = database.connect()) {
      Postgres.execute(
          owner,
          "create role keeper_of_keys login superuser password " + quoted,
          "create role keeper_of_keys_crowded login connection limit 0 password " + quoted);
    }
    silent = UnresponsiveServer.silent();
    far = UnresponsiveServer.droppingPackets();
    starting = StubbornServer.refusing("57P03", "the database system is starting up");
  }

  @AfterAll
  void stop() throws Exception {
    server.close();
    silent.close();
    far.close();
    starting.close();
  }

  /** A way to a database, to be written in each of the three forms. */
  private record Way(
      String user, String password, String host, int port, String name, Map<String, String> more) {

    static Way to(TestDatabase database) {
      return new Way(
          KEEPER, PASSWORD, database.host(), database.port(), database.database(), Map.of());
    }

    Way as(String otherUser, String otherPassword) {
      return new Way(otherUser, otherPassword, host, port, name, more);
    }

    Way to(String otherHost, int otherPort) {
      return new Way(user, password, otherHost, otherPort, name, more);
    }

    Way named(String otherName) {
      return new Way(user, password, host, port, otherName, more);
    }

    Way with(String... keysAndValues) {
      Map<String, String> all = new LinkedHashMap<>(more);
      for (int i = 0; i < keysAndValues.length; i += 2) {
        all.put(keysAndValues[i], keysAndValues[i + 1]);
      }
      return new Way(user, password, host, port, name, all);
    }

    List<String> forms() {
      StringBuilder uri = new StringBuilder();
      StringBuilder keywords = new StringBuilder();
      StringBuilder jdbc = new StringBuilder();
      more.forEach(
          (key, value) -> {
            uri.append(uri.isEmpty() ? '?' : '&').append(key + "=" + encode(value));
            keywords.append(" " + key + "=" + quote(value));
            jdbc.append("&" + key + "=" + URLEncoder.encode(value, UTF_8));
          });
      return List.of(
          "postgres://%s:%s@%s:%d/%s%s".formatted(user, encode(password), host, port, name, uri),
          "host=%s port=%d dbname=%s user=%s password=%s%s"
              .formatted(host, port, quote(name), user, quote(password), keywords),
          "jdbc:postgresql://%s:%d/%s?user=%s&password=%s%s"
              .formatted(host, port, name, user, URLEncoder.encode(password, UTF_8), jdbc));
    }

    private static String quote(String value) {
      return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
  }

  private static List<String> forms(Way... ways) {
    return Stream.of(ways).flatMap(way -> way.forms().stream()).toList();
  }

  @Override
  protected TestDatabase database() {
    return database;
  }

  @Override
  protected List<String> working() {
    return forms(Way.to(database));
  }

  @Override
  protected List<String> logged() {
    return List.of("Connecting with URL", "StartupPacket", "ReadyForQuery");
  }

  @Override
  protected List<String> failing() {
    Way good = Way.to(database);
    return forms(
        good.as(KEEPER, MARK + "wrong"),
        good.as(KEEPER + "_absent", PASSWORD),
        good.as(KEEPER + "_barred", PASSWORD),
        good.as(KEEPER + "_crowded", PASSWORD),
        good.named("no_such_database"),
        good.named(""),
        good.to("no-such-host.invalid", 5432),
        good.to("localhost", 1),
        good.to("127.0.0.1", silent.port()),
        good.to("127.0.0.1", far.port()),
        good.to("127.0.0.1", starting.port()),
        good.with("sslmode", "verify-full", "sslrootcert", authority.certificate().toString()),
        good.with("sslmode", "verify-ca", "sslrootcert", stranger.certificate().toString()),
        good.with("sslmode", "verify-ca", "sslrootcert", folder.resolve("absent").toString()),
        good.with("sslmode", "require", "sslkey", client.store().toString())
            .with("sslpassword", MARK + "wrong"));
  }

  @Override
  protected List<String> failures() {
    return List.of(
        "28P01",
        "role \"keeper_of_keys_absent\" does not exist",
        "pg_hba.conf rejects connection for host",
        "too many connections for role \"keeper_of_keys_crowded\"",
        "database \"no_such_database\" does not exist",
        "database \"keeper_of_keys\" does not exist",
        "the database system is starting up",
        "PKIX path",
        "could not be verified",
        "keystore password was incorrect");
  }

  @Override
  protected List<String> wrong() {
    List<String> wrong = new ArrayList<>();
    for (String good : forms(Way.to(database).to("localhost", 5432).named("db"))) {
      wrong.add(good.replace("localhost", "/var/run/postgresql"));
      wrong.add(good.replace("5432", "port"));
      wrong.add(good.replace("5432", "99999"));
      wrong.add(good.replace("p%40ss", "p@ss"));
      wrong.add(good + "%");
      wrong.add(good + "&sslcrl=x");
      wrong.add(good + "?nope=1");
      wrong.add(good + " nope");
      wrong.add(good.replace("postgres", "mysql"));
      wrong.add(good.replace("host=localhost", "hots=localhost"));
    }
    wrong.add("postgres://keeper_of_keys:" + PASSWORD + "@localhost/db");
    wrong.add("keeper_of_keys:" + PASSWORD + "@tcp(localhost:5432)/db");
    wrong.add("password=" + PASSWORD);
    return wrong;
  }

  @Override
  protected List<String> shown() {
    return List.of("jdbc:postgresql://keeper:" + MARK + "@localhost:1/db");
  }
}
