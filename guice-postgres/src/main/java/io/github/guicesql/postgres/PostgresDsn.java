package io.github.guicesql.postgres;

import io.github.guicesql.sqlmodule.config.InvalidValueException;
import io.github.guicesql.sqlmodule.internal.dsn.Dsn;
import io.github.guicesql.sqlmodule.internal.dsn.EncodedText;
import io.github.guicesql.sqlmodule.internal.dsn.Parameter;
import io.github.guicesql.sqlmodule.internal.dsn.Parameters;
import io.github.guicesql.sqlmodule.internal.dsn.ParametersApart;
import io.github.guicesql.sqlmodule.internal.dsn.Pasted;
import io.github.guicesql.sqlmodule.internal.dsn.Problems;
import io.github.guicesql.sqlmodule.internal.dsn.Scheme;
import io.github.guicesql.sqlmodule.internal.dsn.Swallowed;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Parses a connection string of any form. {@link PostgresParameters} validates its parameters.
 *
 * <p>Both libpq forms are parsed as PostgreSQL 18's libpq does (manual, "Connection Strings"), a
 * JDBC URL as pgjdbc does. A mistake that they accept is refused if it would turn a password into
 * the name of a host, a user or a database.
 */
final class PostgresDsn {

  /** The forms of connection strings; a form defines the parameters' names. */
  enum Form {
    LIBPQ,
    JDBC
  }

  private static final String FORMS =
      "write postgres://user:password@host:5432/database, jdbc:postgresql://host:5432/database, or"
          + " host=... dbname=...";

  private static final String SEPARATORS =
      "write '?' before the first parameter and '&' between two; %26, %3B and %3D for '&', ';' and"
          + " '=' in a name";

  private static final String BLANKS =
      "write blanks between the parameters, or single quotes round a name with such a character";

  private static final Set<String> ENGINES =
      Set.of("postgres", "postgresql", "pgsql", "pg", "postgis", "cockroachdb", "cockroach");

  private PostgresDsn() {}

  /**
   * Parses a connection string, and adds a problem for each host and name that cannot be intended.
   */
  static Dsn<Form> read(String text, Problems problems) throws InvalidValueException {
    return read(text, "", problems);
  }

  /**
   * Parses a connection string and its parameters apart, in the same form; those in the string win.
   */
  static Dsn<Form> read(String text, String apart, Problems problems) throws InvalidValueException {
    Form form = text.startsWith(JdbcUrl.PREFIX) ? Form.JDBC : Form.LIBPQ;
    Parameters parameters = parameters(text, problems);
    if (!apart.isEmpty()) {
      Parameters more = parameters(beginning(text) + apart, problems);
      ParametersApart.refuseLogin(more, problems);
      parameters.complete(more);
    }
    boolean keyValues = form == Form.LIBPQ && !isUri(text);
    refuseMistypedNames(parameters, keyValues, problems);
    PostgresHosts hosts = new PostgresHosts(parameters, problems);
    return new Dsn<>(
        form,
        "",
        form == Form.JDBC ? hosts.ofJdbc() : hosts.ofLibpq(),
        parameters.text("dbname"),
        parameters.text("user"),
        parameters.text("password"),
        parameters);
  }

  /**
   * Returns the parameters that libpq or pgjdbc would read; an unknown libpq keyword is a problem.
   */
  static Parameters parameters(String text, Problems problems) throws InvalidValueException {
    EncodedText.refuseUnencodable(text);
    if (text.startsWith(JdbcUrl.PREFIX)) {
      return new JdbcUrl(text).parse();
    }
    Parameters parameters;
    if (isUri(text)) {
      parameters = new LibpqUri(text, text.indexOf("//") + 2).parse();
    } else {
      Pasted.refuse(text, FORMS);
      refuseOtherSchemes(text);
      parameters = new LibpqKeyValues(text).parse();
    }
    for (Parameter parameter : parameters.all()) {
      if (LibpqKeyword.of(parameter.name()) == null) {
        PostgresForeignNames.LIBPQ.refuse(parameter, LibpqKeyword.keywords(), problems);
      }
    }
    return parameters;
  }

  /** Returns the shortest string of the same form, to which parameters can be appended. */
  static String beginning(String text) {
    if (text.startsWith(JdbcUrl.PREFIX)) {
      return JdbcUrl.PREFIX + "?";
    }
    return isUri(text) ? LibpqUri.SCHEMES.get(0) + "?" : "";
  }

  private static boolean isUri(String text) {
    return LibpqUri.SCHEMES.stream().anyMatch(text::startsWith);
  }

  private static void refuseOtherSchemes(String text) throws InvalidValueException {
    Optional<Scheme> found = Scheme.of(text);
    if (found.isPresent()) {
      throw Problems.at(0, found.get().describe(), cure(found.get()));
    }
  }

  private static String cure(Scheme scheme) {
    if (scheme.position() > 0) {
      return "leave it out";
    }
    if (scheme.text().toLowerCase(Locale.ROOT).startsWith("prisma+")) {
      return "write the database's own URL, postgres://user:password@host:5432/database; Prisma's"
          + " proxy does not speak PostgreSQL's protocol";
    }
    if (!scheme.names(ENGINES)) {
      return FORMS;
    }
    return scheme.isJdbc()
        ? "write jdbc:postgresql: in its place"
        : "write postgres:// in its place";
  }

  private static void refuseMistypedNames(
      Parameters parameters, boolean keyValues, Problems problems) {
    String separators = keyValues ? BLANKS : SEPARATORS;
    for (Parameter parameter : parameters.all()) {
      String name = parameter.name();
      boolean secret = name.equals("password") || name.equals("sslpassword");
      if (name.equals("dbname")) {
        Swallowed.refuseInDatabase(parameter, separators, problems);
      } else if (!secret) {
        Swallowed.refuse(parameter, separators, problems);
      }
      if (name.equals("user") || name.equals("password")) {
        Swallowed.refusePlaceholder(parameter, problems);
      }
      if (keyValues && parameter.written().matches("(?s)\".*\"")) {
        problems.add(
            parameter,
            "is in double quotes, which libpq takes for a part of it",
            "write single quotes, or none");
      }
    }
  }
}
