/** Transactions that plain JDBC code joins by itself. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module io.github.guicesql.transactor {
  requires transitive io.github.guicesql.sqlmodule;
  requires org.slf4j;

  exports io.github.guicesql.transactor;

  opens io.github.guicesql.transactor to
      com.google.guice;
}
