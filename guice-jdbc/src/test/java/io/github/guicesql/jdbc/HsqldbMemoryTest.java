package io.github.guicesql.jdbc;

import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("any-jdk")
final class HsqldbMemoryTest extends JdbcContract {

  HsqldbMemoryTest() {
    super(JdbcEngine.HSQLDB);
  }

  @Override
  String url() {
    return "jdbc:hsqldb:mem:" + UUID.randomUUID();
  }

  @Override
  String refusedUrl() {
    return urlWithLogin() + ";ifexists=true";
  }

  @Test
  void aDatabaseThatShutsDownWithItsLastConnectionOutlivesConnectionsToo() throws Exception {
    assertThatItOutlivesConnections(url() + ";shutdown=true");
  }
}
