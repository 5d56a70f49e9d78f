package io.github.guicesql.workswith;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Injector;
import com.zaxxer.hikari.HikariDataSource;
import io.github.guicesql.sqlmodule.SqlOptions;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import net.ttddyy.dsproxy.ExecutionInfo;
import net.ttddyy.dsproxy.QueryInfo;
import net.ttddyy.dsproxy.listener.NoOpQueryExecutionListener;
import net.ttddyy.dsproxy.listener.QueryExecutionListener;
import net.ttddyy.dsproxy.support.ProxyDataSourceBuilder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A decorator of the data source. */
final class DatasourceProxyTest {

  static SqlOptions withListener(SqlOptions options, QueryExecutionListener listener) {
    return options.withDataSource(
        db -> ProxyDataSourceBuilder.create("notes", db).listener(listener).build());
  }

  @RegisterExtension final Services services = new Services();

  @ParameterizedTest
  @EnumSource
  void aListenerSeesEachStatement(Engine engine) throws Exception {
    List<String> seen = new ArrayList<>();
    QueryExecutionListener listener =
        new NoOpQueryExecutionListener() {
          @Override
          public void afterQuery(ExecutionInfo execution, List<QueryInfo> queries) {
            queries.forEach(query -> seen.add(query.getQuery()));
          }
        };
    Injector injector = services.start(engine, withListener(services.options(engine), listener));
    DataSource db = Services.db(injector);
    assertThat(Services.query(db, "select 1 + 1")).isEqualTo("2");
    assertThat(seen).containsExactly("select 1 + 1");
    assertThat(db.unwrap(HikariDataSource.class).getPoolName()).isEqualTo("database.db");
  }
}
