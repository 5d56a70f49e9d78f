package io.github.guicesql.slowlog;

import io.github.guicesql.sqlmodule.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import net.ttddyy.dsproxy.ExecutionInfo;
import net.ttddyy.dsproxy.QueryInfo;
import net.ttddyy.dsproxy.listener.QueryExecutionListener;

/** Logs the statements of one database that took longer than its threshold. Thread-safe. */
final class SlowStatements implements QueryExecutionListener {

  private static final int MAX_LENGTH = 1_000;

  private final Database database;
  private final String token;
  private final SqlMask mask;
  private final long thresholdMillis;
  private final SlowQueries queries;
  private final RateLimit limit = new RateLimit(System::nanoTime);

  SlowStatements(Database database, long thresholdMillis, SlowQueries queries) {
    this.database = database;
    this.token = database.tokens().db();
    this.mask = new SqlMask(database.dialect());
    this.thresholdMillis = thresholdMillis;
    this.queries = queries;
  }

  @Override
  public void beforeQuery(ExecutionInfo execution, List<QueryInfo> texts) {
    queries.running(execution.getStatement());
  }

  @Override
  public void afterQuery(ExecutionInfo execution, List<QueryInfo> texts) {
    long millis = execution.getElapsedTime();
    if (millis >= thresholdMillis && SlowLine.isEnabled()) {
      limit.acquire().ifPresent(leftOut -> log(execution, line(execution, texts, millis, leftOut)));
    }
  }

  private SlowLine line(ExecutionInfo execution, List<QueryInfo> texts, long millis, long leftOut) {
    return new SlowLine(
        token + ": " + millis + " ms",
        failure(execution)
            + Naming.of(database)
            + ", "
            + text(texts)
            + ", at "
            + Caller.frame()
            + (leftOut == 0 ? "" : " (" + leftOut + " more were not logged)"));
  }

  /** Logs the line, or has it logged when the rows of its result have been read. */
  private void log(ExecutionInfo execution, SlowLine line) {
    Object result = execution.getResult();
    if (execution.isBatch()) {
      line.write(", batch of " + execution.getBatchSize());
    } else if (result instanceof Number count && count.longValue() >= 0) {
      line.write(", " + count + " rows");
    } else if (result instanceof ResultSet || Boolean.TRUE.equals(result)) {
      queries.hasRun(
          execution.getConnectionId(),
          execution.getStatement(),
          result instanceof ResultSet rows ? rows : null,
          line);
    } else {
      line.write("");
    }
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

  private String text(List<QueryInfo> texts) {
    return texts.stream()
        .limit(3)
        .map(query -> mask.masked(query.getQuery(), MAX_LENGTH))
        .collect(Collectors.joining("; ", "", texts.size() > 3 ? "; …" : ""));
  }
}
