package io.github.guicesql.sqlite;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What one SQL statement is, as far as its text tells: by its first word, since SQLite has no other
 * way to say it before a statement runs.
 *
 * @param cacheable whether it may be prepared once and run many times. A {@code PRAGMA} may not: it
 *     can act when it is prepared
 * @param mayWrite whether it changes the database; of a {@code WITH}, whether it has a word that
 *     does. {@code VACUUM INTO} only reads it
 * @param mayBegin whether it, or one behind it, begins a transaction by hand
 */
record SqlText(boolean cacheable, boolean mayWrite, boolean mayBegin) {

  private static final Pattern BEGINS =
      Pattern.compile("\\b(?:begin|savepoint)\\b", Pattern.CASE_INSENSITIVE);

  private static final Pattern WRITES =
      Pattern.compile("\\b(?:insert|replace|update|delete)\\b", Pattern.CASE_INSENSITIVE);

  private static final Pattern INTO = Pattern.compile("\\binto\\b", Pattern.CASE_INSENSITIVE);

  private static final Pattern RETURNING =
      Pattern.compile("\\breturning\\b", Pattern.CASE_INSENSITIVE);

  static SqlText of(String sql) {
    boolean mayBegin = BEGINS.matcher(sql).find();
    return switch (firstWord(sql)) {
      case "SELECT", "VALUES" -> new SqlText(true, false, mayBegin);
      case "INSERT", "REPLACE", "UPDATE", "DELETE" -> new SqlText(true, true, mayBegin);
      case "WITH" -> new SqlText(true, WRITES.matcher(sql).find(), mayBegin);
      case "CREATE", "DROP", "ALTER", "REINDEX", "ANALYZE" -> new SqlText(false, true, mayBegin);
      case "VACUUM" -> new SqlText(false, !INTO.matcher(sql).find(), mayBegin);
      default -> new SqlText(false, false, mayBegin);
    };
  }

  /**
   * The same, once it is known whether the statement has columns: a {@code WITH} that has is a
   * query, unless it is one that writes and returns what it wrote.
   */
  SqlText withColumns(boolean hasColumns, String sql) {
    return mayWrite && hasColumns && !RETURNING.matcher(sql).find()
        ? new SqlText(cacheable, false, mayBegin)
        : this;
  }

  private static String firstWord(String sql) {
    int start = 0;
    int length = sql.length();
    while (start < length && !Character.isLetter(sql.charAt(start))) {
      if (sql.startsWith("--", start)) {
        start = indexOrEnd(sql, sql.indexOf('\n', start));
      } else if (sql.startsWith("/*", start)) {
        start = indexOrEnd(sql, sql.indexOf("*/", start + 2) + 1);
      }
      start++;
    }
    int end = start;
    while (end < length && Character.isLetter(sql.charAt(end))) {
      end++;
    }
    return start < length ? sql.substring(start, end).toUpperCase(Locale.ROOT) : "";
  }

  private static int indexOrEnd(String sql, int index) {
    return index <= 0 ? sql.length() : index;
  }
}
