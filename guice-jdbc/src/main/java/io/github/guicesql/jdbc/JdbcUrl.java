package io.github.guicesql.jdbc;

import io.github.guicesql.sqlmodule.config.InvalidValueException;
import io.github.guicesql.sqlmodule.internal.dsn.EncodedText;
import io.github.guicesql.sqlmodule.internal.dsn.Pasted;
import io.github.guicesql.sqlmodule.internal.dsn.Problems;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A JDBC URL without its secrets, which drivers accept apart from the URL: a driver may quote its
 * URL in errors and logs.
 *
 * @param url the URL; it contains no user, no password and no other secret
 * @param product whose URL it is, or null if it is not known
 * @param user the user in the URL, or null for none
 * @param password the password in the URL, or null for none
 * @param secrets other parameters of the URL that are secret, by their names
 */
record JdbcUrl(
    String url,
    @Nullable Product product,
    @Nullable String user,
    @Nullable String password,
    Map<String, String> secrets) {

  /** The name before a '=', wherever it stands. */
  private static final Pattern ASSIGNED = Pattern.compile("([\\w.-]+)\\s*=");

  /** A login before the host: with a password, or any login, which a driver takes for a host. */
  private static final Pattern LOGIN_WITH_PASSWORD =
      Pattern.compile("//[^/?;@]*:(?!\\d+(?:[/?;]|$))[^?;]*@");

  /** The same with a password in which parameters seem to begin. */
  private static final Pattern LOGIN_WITH_SEPARATOR =
      Pattern.compile("//(?![A-Za-z]:\\\\)[^/?;@:\\[]*:(?!\\d+(?:[/?;,.:#&]|$))[^/@]*@");

  private static final Pattern LOGIN = Pattern.compile("//[^/?;]*@");

  /** Oracle's {@code user/password@}. */
  private static final Pattern SLASHED_LOGIN = Pattern.compile("[:/][^/:@;?&]+/[^@;?&]*@");

  private static final Pattern ORACLE = Pattern.compile("jdbc:oracle:(?:thin|oci8?|kprb):");

  /**
   * Parses a URL.
   *
   * @param keys the names of the keys for the user and the password, for errors
   */
  static JdbcUrl parse(String text, String keys) throws InvalidValueException {
    refuseStrayCharacters(text);
    Product product = Product.of(text);
    String remedy = "write the user and the password under " + keys + ", and leave them out here";
    if (product == null) {
      refuseUnknownSecrets(text, remedy);
      return new JdbcUrl(text, null, null, null, Map.of());
    }
    return product == Product.ORACLE ? oracle(text, remedy) : parameters(text, product, remedy);
  }

  private static void refuseStrayCharacters(String text) throws InvalidValueException {
    String forms =
        "write jdbc: and the driver's name first, such as jdbc:h2:file:/var/lib/app/data";
    EncodedText.refuseUnencodable(text);
    if (!text.startsWith("jdbc:")) {
      Pasted.refuse(text, forms);
      throw Problems.at(0, "no jdbc: where a JDBC URL begins", forms);
    }
    for (int i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i))) {
        throw Problems.at(i, "a line end or another control character", "leave it out");
      }
    }
  }

  /**
   * Refuses a URL of an unknown form that has something like a password in it: nobody could keep it
   * out of the messages of the driver.
   */
  private static void refuseUnknownSecrets(String text, String remedy)
      throws InvalidValueException {
    refuseAssigned(text, 0, remedy);
    for (Pattern login : new Pattern[] {LOGIN_WITH_PASSWORD, LOGIN_WITH_SEPARATOR, SLASHED_LOGIN}) {
      Matcher matcher = login.matcher(text);
      if (matcher.find()) {
        throw Problems.at(matcher.start(), "what looks like a password before an '@'", remedy);
      }
    }
  }

  private static void refuseAssigned(String text, int from, String remedy)
      throws InvalidValueException {
    Matcher assigned = ASSIGNED.matcher(text);
    for (boolean found = assigned.find(from); found; found = assigned.find()) {
      if (SecretNames.contain(assigned.group(1))) {
        throw Problems.at(assigned.start(), "what looks like a secret", remedy);
      }
    }
  }

  private static JdbcUrl parameters(String text, Product product, String remedy)
      throws InvalidValueException {
    UrlSyntax syntax = product.syntax();
    int at = syntax.start(text);
    String base = text.substring(0, at);
    refuseLogin(text, base, remedy);
    refuseAssigned(base, 0, remedy);
    if (product.isPrivateMemory(base)) {
      throw Problems.at(
          at,
          "no name for the database in memory, so that each connection of the pool would have its"
              + " own",
          "write jdbc:" + (product == Product.H2 ? "h2:mem:" : "duckdb:memory:") + " and a name");
    }
    StringBuilder url = new StringBuilder(base);
    Map<String, String> taken = new LinkedHashMap<>();
    boolean afterSecret = false;
    while (at < text.length()) {
      int start = at + 1;
      at = syntax.end(text, start);
      int equals = text.indexOf('=', start);
      String name = text.substring(start, equals < 0 || equals > at ? at : equals).strip();
      boolean hasValue = equals >= 0 && equals < at;
      boolean secret = hasValue && (product.isUser(name) || SecretNames.contain(name));
      if (secret) {
        String key = product.isUser(name) ? "user" : key(name);
        String value = syntax.value(text, equals + 1, at);
        String before = taken.putIfAbsent(key, value);
        if (before != null && !before.equals(value)) {
          throw Problems.at(start, "a second value for a parameter", "write it once");
        }
      } else if (afterSecret && !hasValue && !name.isEmpty()) {
        throw Problems.at(
            start,
            "no '=', as if this were the rest of a secret",
            remedy + ", or give the parameter a value");
      } else if (at > start) {
        url.append(syntax.before(url.length() == base.length())).append(text, start, at);
      }
      afterSecret = secret ? !product.isUser(name) : afterSecret && name.isEmpty();
    }
    String user = taken.remove("user");
    String password = taken.remove("password");
    return new JdbcUrl(url.toString(), product, user, password, Map.copyOf(taken));
  }

  /** Returns the name in the case in which drivers look for it. */
  private static String key(String name) {
    return name.equalsIgnoreCase("password") ? "password" : name;
  }

  /** A driver of these takes what is before an '@' for a part of the host's name. */
  private static void refuseLogin(String text, String base, String remedy)
      throws InvalidValueException {
    for (Pattern login : new Pattern[] {LOGIN, LOGIN_WITH_PASSWORD, LOGIN_WITH_SEPARATOR}) {
      Matcher matcher = login.matcher(login == LOGIN_WITH_SEPARATOR ? text : base);
      if (matcher.find()) {
        throw Problems.at(
            matcher.start() + 2,
            "a user or a password before an '@', which the driver takes for a part of the host",
            remedy);
      }
    }
  }

  /**
   * Parses {@code jdbc:oracle:thin:user/password@address}. Oracle's driver ends the password at the
   * first '@' and quotes what follows in an error. A secret within the address is refused, since
   * not every one can be given apart from it.
   */
  private static JdbcUrl oracle(String text, String remedy) throws InvalidValueException {
    String address = "write jdbc:oracle:thin:@//host:1521/service";
    Matcher prefix = ORACLE.matcher(text);
    int sign = text.indexOf('@');
    if (!prefix.lookingAt() || sign < 0) {
      throw Problems.at(
          Product.ORACLE.prefix().length(),
          "neither thin: nor oci:, or no '@' before the address",
          address + "; " + remedy);
    }
    int second = text.indexOf('@', sign + 1);
    if (second >= 0) {
      throw Problems.at(second, "a second '@', as if the first were in a password", remedy);
    }
    refuseAssigned(text, sign, remedy + "; write another secret into a wallet");
    String login = text.substring(prefix.end(), sign);
    if (login.indexOf('"') >= 0) {
      throw Problems.at(text.indexOf('"'), "a quotation mark in the user or the password", remedy);
    }
    int slash = login.indexOf('/');
    String user = slash < 0 ? login : login.substring(0, slash);
    String password = slash < 0 ? "" : login.substring(slash + 1);
    boolean external = login.equals("/");
    String kept = external ? text : prefix.group() + text.substring(sign);
    return new JdbcUrl(kept, Product.ORACLE, emptyToNull(user), emptyToNull(password), Map.of());
  }

  private static @Nullable String emptyToNull(String text) {
    return text.isEmpty() ? null : text;
  }

  /** The name of the driver in the URL, such as {@code jdbc:h2:}. */
  String scheme() {
    int colon = url.indexOf(':', "jdbc:".length());
    return colon < 0 ? url : url.substring(0, colon + 1).toLowerCase(Locale.ROOT);
  }

  /** Returns whether the database is in memory and ends with its last connection. */
  boolean endsWithLastConnection() {
    return product != null
        && product.endsWithLastConnection(url.substring(0, product.syntax().start(url)));
  }

  /** Returns the URL, which contains no secret. */
  @Override
  public String toString() {
    return url;
  }
}
