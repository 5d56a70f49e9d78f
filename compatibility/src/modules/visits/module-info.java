module visits {
  requires io.github.guicesql.jdbc;
  requires io.github.guicesql.micrometer;
  requires io.github.guicesql.mysql;
  requires io.github.guicesql.opentelemetry;
  requires io.github.guicesql.postgres;
  requires io.github.guicesql.slowlog;
  requires io.github.guicesql.sqlite;
  requires io.github.guicesql.transactor;

  opens visits to
      com.google.guice;
}
