package io.github.guicesql.jdbc;

import io.github.guicesql.sqlmodule.Credentials;
import io.github.guicesql.sqlmodule.Dialect;

final class H2FileTest extends FileContract {

  private int databases;

  @Override
  boolean readerCanWrite() {
    return true;
  }

  @Override
  Dialect dialect() {
    return Dialect.H2;
  }

  @Override
  String url() {
    return "jdbc:h2:file:" + folder.resolve("app" + databases++);
  }

  @Override
  String durable() {
    return ";WRITE_DELAY=0";
  }

  @Override
  String refusedUrl() {
    return urlWithLogin() + ";IFEXISTS=TRUE";
  }

  @Override
  String createUser(Credentials credentials) {
    return H2.createUser(credentials);
  }

  @Override
  String endless() {
    return H2.ENDLESS;
  }

  @Override
  String autoCommitOff() {
    return "set autocommit false";
  }
}
