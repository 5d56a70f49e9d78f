module visits {
  requires io.github.guicesql.jdbc;
  requires io.github.guicesql.mysql;
  requires io.github.guicesql.postgres;
  requires io.github.guicesql.sqlite;

  opens visits to
      com.google.guice;
}
