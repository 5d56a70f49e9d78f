package io.github.guicesql.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.guicesql.sqlmodule.config.InvalidValueException;
import io.github.guicesql.sqlmodule.internal.dsn.HostName;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Random;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.Driver;

/** A JDBC URL means what it means to pgjdbc. */
@Tag("any-jdk")
class JdbcUrlTest {
  private final Logger driverLog = Logger.getLogger("org.postgresql");

  @BeforeEach
  void silenceTheDriver() {
    driverLog.setLevel(Level.OFF);
  }

  @AfterEach
  void letTheDriverSpeak() {
    driverLog.setLevel(null);
  }

  private record Meaning(List<String> hosts, String database, Properties others) {}

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql:",
        "jdbc:postgresql:db",
        "jdbc:postgresql:a%20b+c",
        "jdbc:postgresql:a/b",
        "jdbc:postgresql:?user=u",
        "jdbc:postgresql:/",
        "jdbc:postgresql:/db",
        "jdbc:postgresql://",
        "jdbc:postgresql:///",
        "jdbc:postgresql:///db",
        "jdbc:postgresql:////",
        "jdbc:postgresql://h",
        "jdbc:postgresql://h/",
        "jdbc:postgresql://h/db",
        "jdbc:postgresql://h:1/db",
        "jdbc:postgresql://:1/db",
        "jdbc:postgresql://h:/db",
        "jdbc:postgresql://h:x/db",
        "jdbc:postgresql://h:0/db",
        "jdbc:postgresql://h:65536/db",
        "jdbc:postgresql://h:+1/db",
        "jdbc:postgresql://h1,h2/db",
        "jdbc:postgresql://h1:1,h2/db",
        "jdbc:postgresql://h1,h2:2,h3/db",
        "jdbc:postgresql://h1:1,/db",
        "jdbc:postgresql://,h1/db",
        "jdbc:postgresql://h1,,h2/db",
        "jdbc:postgresql://[::1]/db",
        "jdbc:postgresql://[::1]:1,[fe80::1]:2/db",
        "jdbc:postgresql://h/a%2Fb%20c+d",
        "jdbc:postgresql://h/a/b",
        "jdbc:postgresql://h/%zz",
        "jdbc:postgresql://h/%",
        "jdbc:postgresql://h/db?",
        "jdbc:postgresql://h/db?&&user=u&",
        "jdbc:postgresql://h/db?user=a%20b+c&password=p%26q=r",
        "jdbc:postgresql://h/db?user=%zz",
        "jdbc:postgresql://h/db?ssl&sslrootcert=ca.crt",
        "jdbc:postgresql://h/db?ssl&sslmode=disable&sslmode=require",
        "jdbc:postgresql://h/db?host=i&PORT=2&DbName=e",
        "jdbc:postgresql://h/db?PGHOST=i&PGPORT=2&PGDBNAME=e",
        "jdbc:postgresql://h/db?PGHOST",
        "jdbc:postgresql://h/db?PGPORT",
        "jdbc:postgresql://h/db?host=a,b",
        "jdbc:postgresql://h/db?host=a,b&port=1,2",
        "jdbc:postgresql://h/db?host=a,b,&port=1,2,",
        "jdbc:postgresql://h/db?port=1,2",
        "jdbc:postgresql://h/db?host=,",
        "jdbc:postgresql://h/db?port=",
        "jdbc:postgresql://h/db?dbname=",
        "jdbc:postgresql://h/db?options=-c%20a=b?c"
      })
  void meansWhatItMeansToPgjdbc(String url) {
    assertThat(ours(url)).isEqualTo(pgjdbc(url));
  }

  @Test
  void meansWhatItMeansToPgjdbcForAnyUrl() {
    Random random = new Random(42);
    String[] parts = {
      "h",
      "i",
      "db",
      ":",
      ":",
      "/",
      "//",
      "/",
      ",",
      "1",
      "5433",
      "[::1]",
      "?",
      "&",
      "=",
      "user=",
      "password=",
      "options=",
      "host=",
      "port=",
      "PGDBNAME=",
      "%20",
      "%",
      "+"
    };
    int accepted = 0;
    for (int n = 0; n < 50_000; n++) {
      StringBuilder url = new StringBuilder("jdbc:postgresql:");
      if (random.nextInt(4) > 0) {
        url.append(random.nextBoolean() ? "//h" : "//h:1,i:2");
        url.append(random.nextBoolean() ? "/db" : "");
        url.append(random.nextBoolean() ? "?" : "");
      }
      for (int i = random.nextInt(8); i > 0; i--) {
        url.append(parts[random.nextInt(parts.length)]);
      }
      Meaning expected = pgjdbc(url.toString());
      if (onlyKnownNames(expected) && onlyNames(expected)) {
        assertThat(ours(url.toString())).as("%s", url).isEqualTo(expected);
        accepted += expected == null ? 0 : 1;
      }
    }
    assertThat(accepted).isGreaterThan(5_000);
  }

  private static boolean onlyKnownNames(@Nullable Meaning meaning) {
    return meaning == null
        || List.of("user", "password", "options").containsAll(meaning.others().keySet());
  }

  /** What we refuse and pgjdbc sends to DNS or to the server. */
  private static boolean onlyNames(@Nullable Meaning meaning) {
    return meaning == null
        || (meaning.hosts().stream()
                .map(
                    host -> host.substring(0, host.lastIndexOf(':')).replaceAll("^\\[(.*)]$", "$1"))
                .allMatch(HostName::isName)
            && meaning.database().matches("[\\w /%+-]*")
            && meaning.others().values().stream()
                .noneMatch(value -> value.toString().matches(".*[=\ufffd].*")));
  }

  private static @Nullable Meaning ours(String url) {
    try {
      PostgresParameters parameters = Dsns.read(url);
      Properties others = new Properties();
      others.putAll(parameters.properties());
      if (!parameters.user().equals("osuser")) {
        others.put("user", parameters.user());
      }
      if (parameters.password() != null) {
        others.put("password", parameters.password());
      }
      return new Meaning(parameters.hosts(), parameters.database(), others);
    } catch (InvalidValueException e) {
      return null;
    }
  }

  private static @Nullable Meaning pgjdbc(String url) {
    Properties parsed;
    try {
      parsed = Driver.parseURL(url, null);
    } catch (IndexOutOfBoundsException e) {
      // Its answer to a list of nothing but commas.
      return null;
    }
    if (parsed == null) {
      return null;
    }
    String[] hosts = taken(parsed, "PGHOST").split(",", 0);
    String[] ports = taken(parsed, "PGPORT").split(",", 0);
    List<String> addresses = new ArrayList<>();
    for (int i = 0; i < hosts.length; i++) {
      String name = hosts[i].replaceAll("^\\[(.*)]$", "$1");
      addresses.add(
          HostName.inUrl(name.isEmpty() ? "localhost" : name, Integer.parseInt(ports[i])));
    }
    // An empty name is none, to the driver or to the server.
    for (String name : List.of("user", "password", "PGDBNAME")) {
      parsed.remove(name, "");
    }
    Object database = parsed.remove("PGDBNAME");
    Object user = parsed.getOrDefault("user", "osuser");
    return new Meaning(addresses, (database == null ? user : database).toString(), parsed);
  }

  private static String taken(Properties properties, String name) {
    return Objects.requireNonNull(properties.remove(name)).toString();
  }
}
