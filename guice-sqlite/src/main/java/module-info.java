/** SQLite. */
@SuppressWarnings({"requires-automatic"})
module io.github.guicesql.sqlite {
  requires transitive io.github.guicesql.sqlmodule;
  requires org.slf4j;
  requires org.xerial.sqlitejdbc;

  exports io.github.guicesql.sqlite;
}
