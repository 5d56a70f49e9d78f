package io.github.guicesql.sqlmodule;

import static java.util.Objects.requireNonNull;

import javax.sql.DataSource;

/**
 * Brings a database's schema up to date before its first connection is lent. The options of a
 * driver module take migrations ({@link SqlOptions#withMigration}), and any module that knows a
 * database only by its token can contribute one:
 *
 * <pre>{@code
 * Multibinder.newSetBinder(binder(), Migration.class, Names.named(SqlTokens.DB))
 *     .addBinding()
 *     .to(UsersSchema.class);
 * }</pre>
 *
 * <p>The migrations of a database run once per built data source, one after the other: those of the
 * options first, then the contributed ones in the order in which their modules are installed. They
 * run when the first connection is requested, whoever requests it, or when the data source is built
 * if a connect timeout requires a ping. Creating an injector alone runs none. All other borrowers
 * wait, for at most the pool's connection timeout; the first one waits until the migrations are
 * done. An interrupt ends the wait and not the migrations.
 *
 * <p>Several processes that share a database migrate one after the other, so a migration must find
 * out for itself what is already done, as migration tools do. A migration may run again after a
 * failure, in each process, and at each start.
 *
 * <p>A failure is a {@link SqlBuildException} of stage {@link BuildStage#MIGRATE}, which is the
 * cause of the {@code SQLException} that the borrowers get. All connections of the attempt are then
 * closed, and the next borrower starts anew.
 */
@FunctionalInterface
public interface Migration {

  /**
   * Migrates the database. It runs on a thread of its own. When the pool closes, that thread is
   * interrupted after the drain, and its connections are aborted.
   *
   * @param database the data source below the pool: each call opens a connection, with the
   *     migrations' credentials if there are any, and with the pool's catalog and schema. Those
   *     that are still open afterwards are closed. The pool itself lends no connection to a
   *     migration
   * @throws Exception if the database is not as the service needs it
   */
  void migrate(DataSource database) throws Exception;

  /** The name in errors and in the log. By default the class, for a lambda the one around it. */
  default String name() {
    String type = getClass().getName();
    int lambda = type.indexOf("$$Lambda");
    return lambda < 0 ? type : type.substring(0, lambda);
  }

  /** Returns a migration with a name, which is worth having for a lambda. */
  static Migration named(String name, Migration migration) {
    return new NamedMigration(requireNonNull(name, "name"), requireNonNull(migration, "migration"));
  }
}
