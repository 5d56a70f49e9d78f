package io.github.guicesql.sqlite;

import io.github.guicesql.sqlmodule.config.InvalidValueException;
import io.github.guicesql.sqlmodule.config.InvalidValueException.Fault;
import io.github.guicesql.sqlmodule.config.SettingParser;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parameters after the question mark of a SQLite location. The driver ignores what it does not
 * know; here each parameter is honoured or refused by name. Known are SQLite's own, the pragmas
 * that the driver sets on a new connection, and the spellings of Go's two drivers ({@code
 * _busy_timeout=5000}, {@code _pragma=busy_timeout(5000)}).
 *
 * @param fileOptions SQLite's own parameters of a file
 * @param pragmas the pragmas, by the driver's property
 * @param mode SQLite's {@code mode}: {@code ro}, {@code rw}, {@code rwc} or {@code memory}
 */
record SqliteParameters(
    Map<String, String> fileOptions,
    Map<String, String> pragmas,
    String mode,
    boolean sharedCache) {

  private static final Map<String, String> SHORT_NAMES =
      Map.ofEntries(
          Map.entry("_timeout", "busy_timeout"),
          Map.entry("_journal", "journal_mode"),
          Map.entry("_sync", "synchronous"),
          Map.entry("_fk", "foreign_keys"),
          Map.entry("_cslike", "case_sensitive_like"),
          Map.entry("_rt", "recursive_triggers"),
          Map.entry("_locking", "locking_mode"),
          Map.entry("_vacuum", "auto_vacuum"),
          Map.entry("_defer_fk", "defer_foreign_keys"),
          Map.entry("transaction_mode", "txlock"));

  private static final Set<String> SWITCHES =
      Set.of(
          "foreign_keys",
          "case_sensitive_like",
          "recursive_triggers",
          "reverse_unordered_selects",
          "legacy_alter_table",
          "fullsync",
          "enable_load_extension",
          "automatic_index",
          "jdbc.get_generated_keys");

  private static final Set<String> NUMBERS =
      Set.of(
          "cache_size",
          "cache_spill",
          "mmap_size",
          "journal_size_limit",
          "wal_autocheckpoint",
          "max_page_count",
          "limit_attached",
          "limit_column",
          "limit_compound_select",
          "limit_expr_depth",
          "limit_function_arg",
          "limit_length",
          "limit_like_pattern_length",
          "limit_sql_length",
          "limit_trigger_depth",
          "limit_variable_number",
          "limit_vdbe_op",
          "limit_worker_threads");

  private static final Map<String, SettingParser<String>> WORDS =
      Map.of(
          "journal_mode", SqliteModule.JOURNAL_MODE.parser(),
          "synchronous", SettingParser.oneOf("full", "normal", "extra", "off", "0", "1", "2", "3"),
          "secure_delete", SettingParser.oneOf("on", "off", "true", "false", "0", "1", "fast"),
          "temp_store", SettingParser.oneOf("default", "file", "memory"),
          "date_class", SettingParser.oneOf("integer", "text", "real"),
          "date_precision", SettingParser.oneOf("seconds", "milliseconds"),
          "date_string_format", SettingParser.text());

  private static final String ENCRYPTED = "Leave it out: the driver cannot open encrypted files.";
  private static final String IN_A_MIGRATION =
      "Leave it out: it is written into the file. Run the pragma once, in a migration.";
  private static final String DEPRECATED =
      "Leave it out: it is deprecated in SQLite, and nothing here needs it.";

  /** Parameters of SQLite, its driver or Go's drivers that are refused, and what to do instead. */
  private static final Map<String, String> REFUSED =
      Map.ofEntries(
          Map.entry(
              "txlock",
              "Leave it out: a transaction begins IMMEDIATE, or as a snapshot after"
                  + " setReadOnly(true)."),
          Map.entry(
              "jdbc.explicit_readonly",
              "Leave it out: a transaction is a snapshot after setReadOnly(true)."),
          Map.entry(
              "locking_mode", "Leave it out: a pool's connections cannot lock each other out."),
          Map.entry(
              "auto_vacuum",
              "Leave it out: run PRAGMA auto_vacuum before the first table is created, or VACUUM."),
          Map.entry(
              "page_size",
              "Leave it out: run PRAGMA page_size and VACUUM on a copy in the mode delete."),
          Map.entry(
              "encoding",
              "Leave it out: it is the file's own, from its first table on; UTF-8 unless a pragma"
                  + " said otherwise."),
          Map.entry("user_version", IN_A_MIGRATION),
          Map.entry("application_id", IN_A_MIGRATION),
          Map.entry("default_cache_size", "Write cache_size instead."),
          Map.entry("limit_page_count", "Write max_page_count instead."),
          Map.entry("incremental_vacuum", "Leave it out: run the pragma when it is due."),
          Map.entry(
              "read_uncommitted",
              "Leave it out: it has a meaning with cache=shared only, which is not used here."),
          Map.entry(
              "shared_cache", "Leave it out: the pool's connections share the file as it is."),
          Map.entry("open_mode", "Write mode=ro, mode=rw or mode=rwc instead."),
          Map.entry("query_only", "Write mode=ro instead."),
          Map.entry(
              "defer_foreign_keys",
              "Leave it out: run the pragma in the transaction that needs it."),
          Map.entry(
              "temp_store_directory",
              "Leave it out: set SQLITE_TMPDIR in the environment of the process."),
          Map.entry("count_changes", DEPRECATED),
          Map.entry("empty_result_callback", DEPRECATED),
          Map.entry("full_column_names", DEPRECATED),
          Map.entry("short_column_names", DEPRECATED),
          Map.entry("legacy_file_format", DEPRECATED),
          Map.entry("password", ENCRYPTED),
          Map.entry("key", ENCRYPTED),
          Map.entry("hexkey_mode", ENCRYPTED),
          Map.entry("vfs", "Leave it out: write :memory: for a database in memory."));

  private static final String CALL = "(\\w+)\\s*[(=]\\s*'?([^()']*)'?\\s*\\)?";

  static SqliteParameters parse(String query, List<Fault> faults) {
    Map<String, String> fileOptions = new LinkedHashMap<>();
    Map<String, String> pragmas = new LinkedHashMap<>();
    String mode = "";
    boolean sharedCache = false;
    for (String parameter : query.split("&", -1)) {
      if (parameter.isBlank()) {
        continue;
      }
      int equals = parameter.indexOf('=');
      String name = equals < 0 ? parameter : parameter.substring(0, equals);
      try {
        name = decoded(name);
        String value = equals < 0 ? "" : decoded(parameter.substring(equals + 1));
        switch (name) {
          case "mode" -> {
            mode = SettingParser.oneOf("ro", "rw", "rwc", "memory").parse(value);
            if (!mode.equals("memory")) {
              fileOptions.put(name, mode);
            }
          }
          case "cache" ->
              sharedCache = SettingParser.oneOf("shared", "private").parse(value).equals("shared");
          case "immutable", "nolock", "psow" -> fileOptions.put(name, on(value) ? "1" : "0");
          default -> addPragma(name, value, pragmas);
        }
      } catch (InvalidValueException e) {
        String subject = "The parameter " + name + ": ";
        for (Fault fault : e.faults()) {
          faults.add(new Fault(subject + fault.wrong(), fault.remedy()));
        }
      }
    }
    return new SqliteParameters(Map.copyOf(fileOptions), Map.copyOf(pragmas), mode, sharedCache);
  }

  boolean inMemory() {
    return mode.equals("memory");
  }

  boolean readOnly() {
    return mode.equals("ro") || immutable();
  }

  boolean immutable() {
    return "1".equals(fileOptions.get("immutable"));
  }

  boolean creates() {
    return !readOnly() && !mode.equals("rw");
  }

  private static void addPragma(String parameter, String text, Map<String, String> pragmas)
      throws InvalidValueException {
    String name = parameter.toLowerCase(Locale.ROOT);
    String value = text;
    if (name.equals("_pragma")) {
      Matcher call = Pattern.compile(CALL).matcher(text);
      if (!call.matches()) {
        throw new InvalidValueException(
            "Its value is not a pragma.", "Write _pragma=busy_timeout(5000), for example.");
      }
      name = call.group(1).toLowerCase(Locale.ROOT);
      value = call.group(2).strip();
    }
    name = SHORT_NAMES.getOrDefault(name, name.startsWith("_") ? name.substring(1) : name);
    if (name.equals("txlock") && value.equalsIgnoreCase("immediate")) {
      return;
    }
    String former = pragmas.put(name, pragmaValue(name, value));
    if (former != null && !former.equals(pragmas.get(name))) {
      throw new InvalidValueException("It is given twice.", "Leave one out.");
    }
  }

  private static String pragmaValue(String name, String value) throws InvalidValueException {
    SettingParser<String> words = WORDS.get(name);
    if (words != null) {
      return words.parse(value);
    }
    if (SWITCHES.contains(name)) {
      return on(value) ? "true" : "false";
    }
    if (name.equals("busy_timeout")) {
      return SettingParser.integer(0, Integer.MAX_VALUE).parse(value).toString();
    }
    if (NUMBERS.contains(name)) {
      return SettingParser.integer(Integer.MIN_VALUE, Integer.MAX_VALUE).parse(value).toString();
    }
    throw new InvalidValueException(
        "It cannot be honoured.",
        REFUSED.getOrDefault(name, "Leave it out: it is not a parameter of SQLite or its driver."));
  }

  private static boolean on(String value) throws InvalidValueException {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "1", "on", "true", "yes" -> true;
      case "0", "off", "false", "no" -> false;
      default -> throw new InvalidValueException("It is neither on nor off.", "Write on or off.");
    };
  }

  /** SQLite's percent-decoding: a plus sign stays one. */
  static String decoded(String text) throws InvalidValueException {
    if (text.indexOf('%') < 0) {
      return text;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream decoded = new ByteArrayOutputStream(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] != '%') {
        decoded.write(bytes[i]);
        continue;
      }
      int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
      int low = i + 2 < bytes.length ? Character.digit(bytes[i + 2], 16) : -1;
      if (high < 0 || low < 0 || high + low == 0) {
        throw new InvalidValueException(
            "A % is not followed by the two hexadecimal digits of a character.",
            "Write %25 for a % itself.");
      }
      decoded.write(high * 16 + low);
      i += 2;
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(decoded.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new InvalidValueException(
          "Its percent-encoded bytes are not UTF-8.", "Write the bytes of UTF-8.");
    }
  }
}
