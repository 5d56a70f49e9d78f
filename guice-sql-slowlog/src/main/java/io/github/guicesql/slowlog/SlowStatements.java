package io.github.guicesql.slowlog;

import io.github.guicesql.sqlmodule.Database;
import io.github.guicesql.sqlmodule.Dialect;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import net.ttddyy.dsproxy.ExecutionInfo;
import net.ttddyy.dsproxy.QueryInfo;
import net.ttddyy.dsproxy.listener.QueryExecutionListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs the statements of one database that took longer than its threshold. Thread-safe. */
final class SlowStatements implements QueryExecutionListener {

  private static final Logger log = LoggerFactory.getLogger("io.github.guicesql.slowlog");
  private static final int MAX_LENGTH = 1_000;

  private final Database database;
  private final String token;
  private final SqlMask mask;
  private final long thresholdMillis;
  private final RateLimit limit = new RateLimit(System::nanoTime);

  SlowStatements(Database database, long thresholdMillis) {
    this.database = database;
    this.token = database.tokens().db();
    this.mask = new SqlMask(database.dialect().equals(Dialect.MYSQL));
    this.thresholdMillis = thresholdMillis;
  }

  @Override
  public void beforeQuery(ExecutionInfo execution, List<QueryInfo> queries) {}

  @Override
  public void afterQuery(ExecutionInfo execution, List<QueryInfo> queries) {
    long millis = execution.getElapsedTime();
    if (millis < thresholdMillis || !log.isWarnEnabled()) {
      return;
    }
    limit
        .acquire()
        .ifPresent(
            leftOut ->
                log.warn(
                    "{}: {} ms{}{}{}, {}, at {}{}",
                    token,
                    millis,
                    rows(execution),
                    failure(execution),
                    Naming.of(database),
                    text(queries),
                    Caller.frame(),
                    leftOut == 0 ? "" : " (" + leftOut + " more were not logged)"));
  }

  private static String rows(ExecutionInfo execution) {
    if (execution.isBatch()) {
      return ", batch of " + execution.getBatchSize();
    }
    return execution.getResult() instanceof Number count && count.longValue() >= 0
        ? ", " + count + " rows"
        : "";
  }

  /** The failure's message is left out, since it may quote a value. */
  private static String failure(ExecutionInfo execution) {
    Throwable failure = execution.getThrowable();
    if (failure == null) {
      return "";
    }
    return failure instanceof SQLException sql && sql.getSQLState() != null
        ? ", failed with SQLSTATE " + sql.getSQLState()
        : ", failed";
  }

  private String text(List<QueryInfo> queries) {
    return queries.stream()
        .limit(3)
        .map(query -> mask.masked(query.getQuery(), MAX_LENGTH))
        .collect(Collectors.joining("; ", "", queries.size() > 3 ? "; …" : ""));
  }
}
