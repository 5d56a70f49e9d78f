package io.github.guicesql.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.Guice;
import com.google.inject.Inject;
import com.google.inject.Injector;
import com.google.inject.name.Named;
import io.github.guicesql.sqlite.SqliteModule;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.legacy.ExistingDataSourceModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import io.github.guicesql.transactor.Isolation;
import io.github.guicesql.transactor.Retry;
import io.github.guicesql.transactor.TransactionOptions;
import io.github.guicesql.transactor.Transactor;
import io.github.guicesql.transactor.TransactorModule;
import io.github.guicesql.transactor.aop.Transactional;
import io.github.guicesql.transactor.aop.TransactionalModule;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

/** What the guide about transactions says. */
final class TransactionsGuideTest {

  static final class Accounts {

    private final DataSource db;

    @Inject
    Accounts(@Named(SqlTokens.DB) DataSource db) {
      this.db = db;
    }

    void add(String owner, long amount) throws SQLException {
      try (Connection connection = db.getConnection();
          PreparedStatement update =
              connection.prepareStatement(
                  "UPDATE account SET balance = balance + ? WHERE owner = ?")) {
        update.setLong(1, amount);
        update.setString(2, owner);
        if (update.executeUpdate() == 0) {
          throw new IllegalArgumentException(owner + " has no account.");
        }
      }
    }

    long total() throws SQLException {
      try (Connection connection = db.getConnection();
          Statement select = connection.createStatement();
          ResultSet row = select.executeQuery("SELECT SUM(balance) FROM account")) {
        row.next();
        return row.getLong(1);
      }
    }

    void open(String... owners) throws SQLException {
      try (Connection connection = db.getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE TABLE account (owner VARCHAR(50), balance BIGINT)");
        for (String owner : owners) {
          statement.execute("INSERT INTO account VALUES ('" + owner + "', 100)");
        }
      }
    }
  }

  static final class Transfers {

    private final Transactor transactor;
    private final Accounts accounts;

    @Inject
    Transfers(@Named(Transactor.TOKEN) Transactor transactor, Accounts accounts) {
      this.transactor = transactor;
      this.accounts = accounts;
    }

    void transfer(String from, String to, long amount) throws SQLException {
      transactor.inTransaction(
          () -> {
            accounts.add(from, -amount);
            accounts.add(to, amount);
          });
    }
  }

  static final class Reports {

    private static final TransactionOptions REPORT =
        TransactionOptions.defaults()
            .withName("report")
            .readOnly()
            .withIsolation(Isolation.REPEATABLE_READ)
            .withTimeout(Duration.ofSeconds(10));

    private static final TransactionOptions TRANSFER =
        TransactionOptions.defaults().withName("transfer").withRetry(Retry.times(5));

    private static final TransactionOptions PAYMENT =
        TransactionOptions.defaults().withName("payment").resolvingCommit();

    private final Transactor transactor;
    private final Accounts accounts;

    @Inject
    Reports(@Named(Transactor.TOKEN) Transactor transactor, Accounts accounts) {
      this.transactor = transactor;
      this.accounts = accounts;
    }

    long total() throws SQLException {
      return transactor.with(REPORT).inTransaction(() -> accounts.total());
    }

    void pay(String owner) throws SQLException {
      transactor.with(TRANSFER).inTransaction(() -> accounts.add(owner, 1));
      transactor.with(PAYMENT).inTransaction(() -> accounts.add(owner, -1));
    }
  }

  /** Stands for an annotation that the application has. */
  @Retention(RetentionPolicy.RUNTIME)
  @interface AllOrNothing {}

  static class AnnotatedTransfers {

    private final Accounts accounts;

    @Inject
    AnnotatedTransfers(Accounts accounts) {
      this.accounts = accounts;
    }

    @Transactional(name = "transfer", tries = 5)
    void transfer(String from, String to, long amount) throws SQLException {
      accounts.add(from, -amount);
      accounts.add(to, amount);
    }

    @AllOrNothing
    void theirs(String from, String to, long amount) throws SQLException {
      transfer(from, to, amount);
    }
  }

  @Test
  void byAnAnnotation() throws Exception {
    ConfigSource config = ConfigSource.map(Map.of("sqlite.path", ":memory:"));
    try (LifecycleRegistry registry = new LifecycleRegistry()) {
      Injector injector =
          Guice.createInjector(
              LifecycleModule.using(registry),
              new SqliteModule(SqlOptions.defaults().withConfig(config)),
              new TransactorModule(),
              new TransactionalModule()
                  .withAnnotation(
                      AllOrNothing.class, annotation -> TransactionOptions.defaults().joining()));
      Accounts accounts = injector.getInstance(Accounts.class);
      accounts.open("ada", "bank");
      AnnotatedTransfers transfers = injector.getInstance(AnnotatedTransfers.class);
      transfers.transfer("ada", "bank", 10);
      assertThatThrownBy(() -> transfers.transfer("ada", "nobody", 10))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> transfers.theirs("ada", "nobody", 10))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(accounts.total()).isEqualTo(200);
    }
  }

  @Test
  void allOrNothing() throws Exception {
    ConfigSource config = ConfigSource.map(Map.of("sqlite.path", ":memory:"));
    try (LifecycleRegistry registry = new LifecycleRegistry()) {
      Injector injector =
          Guice.createInjector(
              LifecycleModule.using(registry),
              new SqliteModule(SqlOptions.defaults().withConfig(config)),
              new TransactorModule());
      Accounts accounts = injector.getInstance(Accounts.class);
      Transactor transactor = injector.getInstance(Transactor.key(SqlTokens.defaults()));
      accounts.open("ada", "bank");

      Transfers transfers = injector.getInstance(Transfers.class);
      transfers.transfer("bank", "ada", 10);
      assertThatThrownBy(() -> transfers.transfer("bank", "nobody", 10))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(accounts.total()).isEqualTo(200);

      transactor.inTransaction(
          () -> {
            accounts.add("ada", 10);
            try {
              transactor.inTransaction(() -> accounts.add("nobody", 10));
            } catch (IllegalArgumentException noSuchAccount) {
              accounts.add("bank", 10);
            }
          });
      Reports reports = injector.getInstance(Reports.class);
      reports.pay("ada");
      assertThat(reports.total()).isEqualTo(220);

      List<String> mail = new ArrayList<>();
      transactor.inTransaction(
          () -> {
            accounts.add("ada", 10);
            transactor.current().afterCommit(() -> mail.add("ada has 10 more"));
          });
      assertThat(mail).containsExactly("ada has 10 more");

      transactor.useConnection(
          connection -> {
            try (Statement statement = connection.createStatement()) {
              statement.execute("UPDATE account SET balance = 0");
            }
          });
      assertThat(accounts.total()).isZero();
    }
  }

  @Test
  void aDataSourceOfYourOwnJoinsToo() throws Exception {
    JdbcDataSource yours = new JdbcDataSource();
    yours.setUrl("jdbc:h2:mem:transactions;DB_CLOSE_DELAY=-1");
    Injector injector =
        Guice.createInjector(
            ExistingDataSourceModule.of(yours, SqlTokens.defaults(), Dialect.of("h2"))
                .withListeners(),
            new TransactorModule());
    injector.getInstance(Accounts.class).open("ada", "bank");
    Transfers transfers = injector.getInstance(Transfers.class);
    assertThatThrownBy(() -> transfers.transfer("bank", "nobody", 10))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(injector.getInstance(Accounts.class).total()).isEqualTo(200);
  }
}
