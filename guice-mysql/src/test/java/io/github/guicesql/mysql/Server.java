package io.github.guicesql.mysql;

import io.github.guicesql.sqltest.MariaDbOptions;
import io.github.guicesql.sqltest.MariaDbServer;
import io.github.guicesql.sqltest.MysqlOptions;
import io.github.guicesql.sqltest.MysqlServer;
import io.github.guicesql.sqltest.TestAuthority;
import io.github.guicesql.sqltest.TestServer;
import java.util.Map;

/** The servers that the tests run on. */
enum Server {
  MARIADB {
    @Override
    TestServer shared() {
      return MariaDbServer.shared();
    }

    @Override
    TestServer launch(Map<String, String> settings) {
      return MariaDbServer.launch(new MariaDbOptions(settings, null, 0, null, null));
    }

    @Override
    TestServer launch(Map<String, String> settings, TestAuthority.Issued certificate) {
      return MariaDbServer.launch(
          new MariaDbOptions(settings, null, 0, certificate.certificate(), certificate.key()));
    }
  },

  MYSQL {
    @Override
    TestServer shared() {
      return MysqlServer.shared();
    }

    @Override
    TestServer launch(Map<String, String> settings) {
      return MysqlServer.launch(new MysqlOptions(settings, null, 0, null, null));
    }

    @Override
    TestServer launch(Map<String, String> settings, TestAuthority.Issued certificate) {
      return MysqlServer.launch(
          new MysqlOptions(settings, null, 0, certificate.certificate(), certificate.key()));
    }
  };

  abstract TestServer shared();

  abstract TestServer launch(Map<String, String> settings);

  abstract TestServer launch(Map<String, String> settings, TestAuthority.Issued certificate);
}
