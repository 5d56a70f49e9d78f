package io.github.guicesql.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.guicesql.sqlmodule.config.InvalidValueException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Passwords come through whole, and never come out in a text. */
@Tag("any-jdk")
class PasswordSecrecyTest {
  private static final String SPECIAL = "@:/?#[]%&=+'\"\\ ,;!$()*\t\n~^|{}<>`äß日😀";

  private final Random random = new Random(20260101);

  static final List<String> WITH_ESCAPED =
      List.of(
          "postgres://app:ENCODED@h/d",
          "postgresql://app:ENCODED@h1:1,[::1]/d?sslmode=require",
          "postgres://h/d?user=app&password=ENCODED",
          "jdbc:postgresql://app:ENCODED@h/d",
          "jdbc:postgresql://h/d?password=ENCODED&user=app",
          "jdbc:postgresql://h/d?password=FORM&user=app",
          "host=h password='QUOTED' user=app",
          "host=h password = ESCAPED user=app");

  @ParameterizedTest
  @FieldSource("WITH_ESCAPED")
  void anEscapedPasswordComesThrough(String template) throws Exception {
    comesThrough(template, 100);
  }

  @ParameterizedTest
  @FieldSource("WITH_ESCAPED")
  @Tag("long")
  void manyEscapedPasswordsComeThrough(String template) throws Exception {
    comesThrough(template, 1_000);
  }

  private void comesThrough(String template, int passwords) throws Exception {
    for (int n = 0; n < passwords; n++) {
      String password = anyPassword();
      String encoded = percentEncode(password);
      String quoted = password.replaceAll("(['\\\\])", "\\\\$1");
      PostgresParameters parameters =
          Dsns.read(
              template
                  .replace("ENCODED", encoded)
                  .replace("FORM", URLEncoder.encode(password, StandardCharsets.UTF_8))
                  .replace("QUOTED", quoted)
                  .replace("ESCAPED", password.replaceAll("(\\s|['\"\\\\])", "\\\\$1")));
      assertThat(parameters.password()).isEqualTo(password);
      assertThat(parameters.user()).isEqualTo("app");
      assertThat(parameters.database()).isIn("d", "app");
    }
  }

  static final List<String> WITH_RAW =
      List.of(
          "postgres://app:RAW@h/d",
          "postgres://app:RAW@h:5433/d?sslmode=require",
          "postgres://app:RAW@h1,h2:x",
          "postgres://app:RAW@[::1]/d?sslmode=nonsense",
          "postgres://:RAW@h/d",
          "postgres://h?user=app&password=RAW",
          "postgres://h:5433?password=RAW&sslmode=nonsense",
          "postgres://h/d?user=app&password=RAW",
          "postgres://h/d?password=RAW&user=app&unknown=1",
          "postgres://h/d?sslpassword=RAW&sslmode=nonsense",
          "jdbc:postgresql://app:RAW@h/d",
          "jdbc:postgresql://app:RAW@h/d?sslmode=nonsense",
          "jdbc:postgresql:app:RAW@h/d",
          "jdbc:postgresql://h/d?user=app&password=RAW",
          "jdbc:postgresql://h/d?password=RAW&unknown=1&user=app",
          "jdbc:mysql://app:RAW@h/d",
          "mysql://app:RAW@h/d",
          "Postgres://app:RAW@h/d",
          "host=h user=app password=RAW",
          "host=h user=app password=RAW sslmode=nonsense",
          "password=RAW host=h unknown=1",
          "host=h user=app password='RAW' dbname=d",
          "host=h user= password=RAW",
          "host=h user= password = RAW",
          "host=h password RAW",
          "host= password=RAW",
          "postgres://app@h/d&password=RAW",
          "postgres://app@h/d;password=RAW",
          "postgres://app@h/d,password=RAW",
          "postgres://app@h/d%26password=RAW",
          "postgres://app@h/d?application_name=x;password=RAW",
          "postgres://app@h/d?options=x;pwd%3DRAW",
          "jdbc:postgresql://h/d&user=app&password=RAW",
          "jdbc:postgresql://h/d;user=app;password=RAW",
          "jdbc:postgresql:d;user=app;password=RAW",
          "jdbc:postgresql://h/d?currentSchema=s;password=RAW",
          "host=h dbname=d;user=app;password=RAW",
          "host=h dbname=d,password=RAW",
          "host=h application_name=d;password=RAW",
          "Server=h;Database=d;Password=RAW",
          "DATABASE_URL=postgres://app:RAW@h/d",
          "psql postgres://app:RAW@h/d",
          "'postgres://app:RAW@h/d'",
          "RAW");

  @ParameterizedTest
  @FieldSource("WITH_RAW")
  void noTextHoldsAPartOfThePassword(String template) {
    stayHidden(template, 100);
  }

  @ParameterizedTest
  @FieldSource("WITH_RAW")
  @Tag("long")
  void noTextHoldsAPartOfManyPasswords(String template) {
    stayHidden(template, 1_000);
  }

  private void stayHidden(String template, int passwords) {
    int refused = 0;
    for (int n = 0; n < passwords; n++) {
      List<String> tokens = new ArrayList<>();
      String password = tokenPassword(tokens);
      StringBuilder texts = new StringBuilder();
      try {
        PostgresParameters parameters = Dsns.read(template.replace("RAW", password));
        texts.append(parameters).append(parameters.url()).append(parameters.properties());
      } catch (InvalidValueException e) {
        texts.append(e.faults()).append(stackTrace(e));
        refused++;
      }
      assertThat(texts.toString()).as(template.replace("RAW", password)).doesNotContain(tokens);
    }
    assertThat(refused).isPositive();
  }

  private String anyPassword() {
    StringBuilder password = new StringBuilder();
    for (int i = 1 + random.nextInt(20); i > 0; i--) {
      if (random.nextInt(3) == 0) {
        password.appendCodePoint(1 + random.nextInt(0xd7ff));
      } else if (random.nextBoolean()) {
        int at =
            SPECIAL.offsetByCodePoints(
                0, random.nextInt(SPECIAL.codePointCount(0, SPECIAL.length())));
        password.appendCodePoint(SPECIAL.codePointAt(at));
      } else {
        password.append((char) ('a' + random.nextInt(26)));
      }
    }
    return password.toString();
  }

  /** Of tokens too long to turn up by chance. */
  private String tokenPassword(List<String> tokens) {
    StringBuilder password = new StringBuilder();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      String token = random.nextBoolean() ? "Zq" : "";
      token +=
          random
              .ints(9, '0', '9' + 1)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append);
      tokens.add(token);
      password.append(token);
      for (int j = random.nextInt(3); j > 0; j--) {
        int at =
            SPECIAL.offsetByCodePoints(
                0, random.nextInt(SPECIAL.codePointCount(0, SPECIAL.length())));
        password.appendCodePoint(SPECIAL.codePointAt(at));
      }
    }
    return password.toString();
  }

  private static String percentEncode(String text) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      encoded.append(String.format("%%%02X", b));
    }
    return encoded.toString();
  }

  private static String stackTrace(Exception e) {
    StringWriter text = new StringWriter();
    e.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
