/** Transactions that plain JDBC code joins by itself. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module io.github.guicesql.transactor {
  requires transitive io.github.guicesql.sqlmodule;
  requires org.slf4j;
  requires aopalliance;

  exports io.github.guicesql.transactor;
  exports io.github.guicesql.transactor.aop;

  opens io.github.guicesql.transactor to
      com.google.guice;
}
