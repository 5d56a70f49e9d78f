package io.github.guicesql.examples.hello.service;

import com.google.inject.Inject;
import com.google.inject.name.Named;
import io.github.guicesql.examples.users.AuditEntry;
import io.github.guicesql.examples.users.AuditTrail;
import io.github.guicesql.examples.users.DuplicateEmailException;
import io.github.guicesql.examples.users.User;
import io.github.guicesql.examples.users.UserData;
import io.github.guicesql.examples.users.UserPage;
import io.github.guicesql.examples.users.Users;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.SqlTokens;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/** Uses the database as a service would, and prints what happens. */
final class Account {

  private static final String CSV = "users.csv";
  private static final int SHOWN = 3;

  private final DataSource db;
  private final Dialect dialect;
  private final Users users;
  private final AuditTrail audit;
  private final UserImport userImport;
  private final RunLog runLog;

  @Inject
  Account(
      @Named(SqlTokens.DB) DataSource db,
      @Named(SqlTokens.DIALECT) Dialect dialect,
      Users users,
      AuditTrail audit,
      UserImport userImport,
      RunLog runLog) {
    this.db = db;
    this.dialect = dialect;
    this.users = users;
    this.audit = audit;
    this.userImport = userImport;
    this.runLog = runLog;
  }

  void give(String name, Hello.Place place, PrintStream out) throws SQLException, IOException {
    out.println(name);
    tellDatabase(place, out);
    tellBefore(out);
    tellImport(out);
    tellRoundTrip(out);
    tellAfter(out);
  }

  private void tellDatabase(Hello.Place place, PrintStream out) throws SQLException {
    long start = System.nanoTime();
    try (Connection connection = db.getConnection()) {
      long opened = millisSince(start);
      DatabaseMetaData database = connection.getMetaData();
      line(
          out,
          "database",
          database.getDatabaseProductName()
              + " "
              + database.getDatabaseProductVersion()
              + " (dialect "
              + dialect.id()
              + ")");
      line(out, "", place.of(connection));
      line(out, "", "first connection in " + opened + " ms");
    }
  }

  private void tellBefore(PrintStream out) throws SQLException {
    List<AuditEntry> runs = runLog.start();
    long before = users.list(1, 0).total();
    if (runs.isEmpty()) {
      line(out, "before", before + " users, no earlier run");
    } else {
      AuditEntry last = runs.get(runs.size() - 1);
      line(out, "before", before + " users, earlier runs: " + runs.size());
      line(out, "", "the last one ended " + last.at() + " and " + last.detail());
    }
  }

  private void tellImport(PrintStream out) throws SQLException, IOException {
    List<UserData> rows = shippedUsers();
    long start = System.nanoTime();
    UserImport.Result result = userImport.run(rows);
    line(out, "import", CSV + " has " + rows.size() + " rows");
    line(
        out,
        "",
        result.imported()
            + " imported, "
            + result.skipped()
            + " skipped as they exist, in "
            + millisSince(start)
            + " ms");
  }

  private static List<UserData> shippedUsers() throws IOException {
    try (InputStream csv = Account.class.getResourceAsStream(CSV)) {
      if (csv == null) {
        throw new IOException(CSV + " is not where this class is");
      }
      return UserCsv.read(new InputStreamReader(csv, StandardCharsets.UTF_8));
    }
  }

  /**
   * Makes a round trip with a unique e-mail address, since two of these may run on one database at
   * the same time.
   */
  private void tellRoundTrip(PrintStream out) throws SQLException {
    UserData visitor = new UserData(UUID.randomUUID() + "@example.org", "Visitor");
    long start = System.nanoTime();
    User created = users.create(visitor);
    line(out, "round trip", "created  " + shown(created));
    line(out, "", "again    " + createAgain(visitor));
    line(out, "", "read     " + users.find(created.id()).map(Account::shown).orElse("nobody"));
    User updated = users.update(created.id(), new UserData(visitor.email(), "Welcome Visitor"));
    line(out, "", "updated  " + shown(updated));
    users.delete(created.id());
    line(out, "", "deleted  " + users.find(created.id()).map(Account::shown).orElse("and gone"));
    List<String> trail =
        audit.about(Users.subject(created.id())).stream().map(AuditEntry::action).toList();
    line(out, "", "audited  " + String.join(", ", trail));
    line(out, "", "in " + millisSince(start) + " ms");
  }

  private String createAgain(UserData visitor) throws SQLException {
    try {
      return shown(users.create(visitor));
    } catch (DuplicateEmailException e) {
      return "refused: the e-mail address is taken";
    }
  }

  private void tellAfter(PrintStream out) throws SQLException {
    UserPage page = users.list(SHOWN, 0);
    line(out, "after", page.total() + " users, the first " + page.users().size() + " of them:");
    page.users().forEach(user -> line(out, "", shown(user) + ", since " + user.createdAt()));
  }

  private static String shown(User user) {
    return user.id() + " " + user.name() + " <" + user.email() + ">";
  }

  private static long millisSince(long start) {
    return (System.nanoTime() - start) / 1_000_000;
  }

  private static void line(PrintStream out, String label, String text) {
    out.printf("  %-11s %s%n", label, text);
  }
}
