package io.github.guicesql.sqltest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The address of a database and the user and password for it. Its {@code toString} leaves out the
 * password.
 *
 * @param parameters what follows the question mark of its URL, encoded; empty for a server that
 *     this module runs
 */
record Address(
    Product product,
    String host,
    int port,
    String database,
    String user,
    String password,
    String parameters) {

  private static final Pattern URL =
      Pattern.compile(
          "(?<jdbc>jdbc:)?(?<scheme>[a-z]+)://"
              + "(?:(?<user>[^:@/?]*)(?::(?<password>[^@/?]*))?@)?"
              + "(?<host>\\[[0-9a-fA-F:.]+]|[^:/?,]*)(?::(?<port>\\d{1,5}))?"
              + "(?:/(?<database>[^?]*))?(?:\\?(?<parameters>.*))?");

  /**
   * Parses a URI, as {@link #dsn()} writes it, or a JDBC URL; it must name one host.
   *
   * @param source the text's name in an error. The error never shows the text, which contains a
   *     password
   */
  static Address parse(Product product, String text, String source) {
    Matcher url = URL.matcher(text.strip());
    if (!url.matches() || !url.group("scheme").matches(product.schemes())) {
      throw new IllegalArgumentException(
          source
              + " is not the address of one "
              + product.title()
              + " server: write "
              + product.scheme()
              + "://user:password@host:"
              + product.port()
              + "/database, with special characters percent-encoded");
    }
    UnaryOperator<@Nullable String> decoder =
        url.group("jdbc") == null || product.decodesJdbcUrls()
            ? Address::decoded
            : UnaryOperator.identity();
    try {
      String user = decoder.apply(url.group("user"));
      String password = decoder.apply(url.group("password"));
      List<String> others = new ArrayList<>();
      for (String parameter : orElse(url.group("parameters"), "").split("&", -1)) {
        if (parameter.startsWith("user=")) {
          user = decoder.apply(parameter.substring("user=".length()));
        } else if (parameter.startsWith("password=")) {
          password = decoder.apply(parameter.substring("password=".length()));
        } else if (!parameter.isEmpty()) {
          others.add(parameter);
        }
      }
      user = orElse(user, System.getProperty("user.name"));
      return new Address(
          product,
          orElse(url.group("host"), "localhost"),
          Integer.parseInt(orElse(url.group("port"), Integer.toString(product.port()))),
          orElse(decoder.apply(url.group("database")), product.databaseOf(user)),
          user,
          orElse(password, ""),
          String.join("&", others));
    } catch (IllegalArgumentException e) {
      // The decoder's own message would quote what it could not decode.
      throw new IllegalArgumentException(
          source + " has a % that is not followed by two hexadecimal digits: write %25 for a %");
    }
  }

  Address withDatabase(String other) {
    return new Address(product, host, port, other, user, password, parameters);
  }

  Address withUser(String otherUser) {
    return new Address(product, host, port, database, otherUser, password, parameters);
  }

  String dsn() {
    return product.scheme()
        + "://"
        + encoded(user)
        + ":"
        + encoded(password)
        + "@"
        + rest(encoded(database));
  }

  /**
   * The URI of a database that several servers have.
   *
   * @param others the servers that follow this one
   * @param more parameters, encoded
   */
  String dsn(List<Address> others, String more) {
    StringBuilder hosts = new StringBuilder(host + ":" + port);
    others.forEach(
        other -> hosts.append(',').append(other.host()).append(':').append(other.port()));
    return product.scheme()
        + "://"
        + encoded(user)
        + ":"
        + encoded(password)
        + "@"
        + hosts
        + "/"
        + encoded(database)
        + (more.isEmpty() ? "" : "?" + more);
  }

  String jdbcUrl() {
    String name = product.decodesJdbcUrls() ? encoded(database) : database;
    return "jdbc:" + product.scheme() + "://" + rest(name);
  }

  Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    properties.setProperty("connectTimeout", product.connectTimeout(10));
    return DriverManager.getConnection(jdbcUrl(), properties);
  }

  @Override
  public String toString() {
    return user + " at " + jdbcUrl();
  }

  private String rest(String path) {
    String question = parameters.isEmpty() ? "" : "?" + parameters;
    return host + ":" + port + "/" + path + question;
  }

  // The JDK's encoder is for forms, where a space becomes a plus and a plus does not stay one.
  private static String encoded(String plain) {
    return URLEncoder.encode(plain, UTF_8).replace("+", "%20");
  }

  private static @Nullable String decoded(@Nullable String encoded) {
    return encoded == null ? null : URLDecoder.decode(encoded.replace("+", "%2B"), UTF_8);
  }

  private static String orElse(@Nullable String value, String other) {
    return value == null || value.isEmpty() ? other : value;
  }
}
