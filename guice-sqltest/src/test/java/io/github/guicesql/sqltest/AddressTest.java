package io.github.guicesql.sqltest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("any-jdk")
class AddressTest {

  @Test
  void readsUris() {
    assertThat(
            Address.parse(
                Product.POSTGRES,
                "postgresql://me:p%40%2Fw+%25@db.example:5433/a%20b?sslmode=require",
                "X"))
        .isEqualTo(
            new Address(
                Product.POSTGRES, "db.example", 5433, "a b", "me", "p@/w+%", "sslmode=require"));
    assertThat(Address.parse(Product.POSTGRES, "postgres://me@[::1]", "X"))
        .isEqualTo(new Address(Product.POSTGRES, "[::1]", 5432, "me", "me", "", ""));
  }

  @Test
  void readsJdbcUrls() {
    assertThat(
            Address.parse(
                Product.POSTGRES,
                "jdbc:postgresql://h/d?user=me&sslmode=require&password=a%26b&x=y",
                "X"))
        .isEqualTo(
            new Address(Product.POSTGRES, "h", 5432, "d", "me", "a&b", "sslmode=require&x=y"));
  }

  @Test
  void writesWhatItReads() {
    Address address =
        new Address(
            Product.POSTGRES, "h", 5432, "d b/?", "m@e:", "p w+%/@:#?&ü", "sslmode=require");

    assertThat(address.dsn())
        .isEqualTo(
            "postgresql://m%40e%3A:p%20w%2B%25%2F%40%3A%23%3F%26%C3%BC@h:5432/d%20b%2F%3F?sslmode=require");
    assertThat(Address.parse(Product.POSTGRES, address.dsn(), "X")).isEqualTo(address);
    assertThat(address.jdbcUrl()).isEqualTo("jdbc:postgresql://h:5432/d%20b%2F%3F?sslmode=require");
    assertThat(address.toString()).doesNotContain("ü");
  }

  @Test
  void readsAndWritesThoseOfMariaDb() {
    Address address = Address.parse(Product.MARIADB, "mysql://me:p%40@h/d?sslMode=trust", "X");

    assertThat(address)
        .isEqualTo(new Address(Product.MARIADB, "h", 3306, "d", "me", "p@", "sslMode=trust"));
    assertThat(address.dsn()).isEqualTo("mariadb://me:p%40@h:3306/d?sslMode=trust");
    assertThat(address.jdbcUrl()).isEqualTo("jdbc:mariadb://h:3306/d?sslMode=trust");
    assertThat(Address.parse(Product.MARIADB, "jdbc:mariadb://h/?user=me&password=p%40", "X"))
        .as("as its driver reads it")
        .isEqualTo(new Address(Product.MARIADB, "h", 3306, "", "me", "p%40", ""));
    assertThat(address.withDatabase("a b%").jdbcUrl())
        .isEqualTo("jdbc:mariadb://h:3306/a b%?sslMode=trust");
    assertThat(address.withDatabase("a b%").dsn())
        .isEqualTo("mariadb://me:p%40@h:3306/a%20b%25?sslMode=trust");
    assertThatThrownBy(() -> Address.parse(Product.MARIADB, "postgresql://me:secret@h/d", "X"))
        .hasMessageContaining("write mariadb://user:password@host:3306/database")
        .hasMessageNotContaining("secret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "host=h password=secret",
        "mysql://me:secret@h/d",
        "postgres://me:secret@h1,h2/d",
        "postgres://me:secret%zz@h/d",
        "postgres://me:secret@h:port/d"
      })
  void refusesOthersWithoutShowingThem(String text) {
    assertThatThrownBy(() -> Address.parse(Product.POSTGRES, text, "SQLTEST_POSTGRES_DSN"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("SQLTEST_POSTGRES_DSN ")
        .hasMessageNotContaining("secret")
        .hasMessageContaining("write")
        .hasNoCause();
  }
}
