package io.github.guicesql.jdbc;

import io.github.guicesql.sqlmodule.Credentials;
import io.github.guicesql.sqlmodule.Dialect;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.junit.jupiter.api.Tag;

@Tag("any-jdk")
final class HsqldbMemoryTest extends JdbcContract {

  @Override
  Dialect dialect() {
    return Dialect.HSQLDB;
  }

  @Override
  String url() {
    return "jdbc:hsqldb:mem:" + UUID.randomUUID();
  }

  @Override
  String refusedUrl() {
    return urlWithLogin() + ";ifexists=true";
  }

  @Override
  void prepareEndless(Statement statement) throws SQLException {
    Hsqldb.prepareEndless(statement);
  }

  @Override
  String createUser(Credentials credentials) {
    return Hsqldb.createUser(credentials);
  }

  @Override
  String endless() {
    return Hsqldb.ENDLESS;
  }

  @Override
  String autoCommitOff() {
    return "set autocommit false";
  }
}
