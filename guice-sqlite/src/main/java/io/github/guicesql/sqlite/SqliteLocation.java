package io.github.guicesql.sqlite;

import io.github.guicesql.sqlmodule.config.InvalidValueException;
import io.github.guicesql.sqlmodule.config.InvalidValueException.Fault;
import io.github.guicesql.sqlmodule.internal.dsn.Pasted;
import io.github.guicesql.sqlmodule.internal.dsn.Swallowed;
import io.github.guicesql.sqlmodule.internal.redaction.Redaction;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where a database is, as {@code SQLITE_PATH} says it, checked against the file system.
 *
 * @param fileName what the driver opens: always a URI, so that no character of a path can be taken
 *     for a parameter
 * @param shown what a person is shown
 * @param readOnly whether it is opened with {@code mode=ro} or {@code immutable=1}
 * @param inMemory whether it lives as long as a connection to it, on the {@code memdb} file system:
 *     there, unlike with a shared cache, a reader never gets {@code SQLITE_LOCKED}
 * @param pragmas the driver properties that its parameters ask for
 * @see <a href="https://www.sqlite.org/uri.html">SQLite: Uniform Resource Identifiers</a>
 */
record SqliteLocation(
    String fileName,
    String shown,
    boolean readOnly,
    boolean inMemory,
    Map<String, String> pragmas) {

  private static final String JDBC_PREFIX = "jdbc:sqlite:";
  private static final String MEMORY = ":memory:";

  /** As many as Linux follows. */
  private static final int MOST_LINKS = 40;

  private static final String OTHER_SCHEME = "(?i)(jdbc:)?[a-z][a-z0-9+.-]*://.*";

  /** SQLAlchemy's, PDO's, sqlx's or R2DBC's way to write a path. */
  private static final String OTHER_SQLITE = "(?is)([a-z][a-z0-9+.-]*[:+])?sqlite3?(\\+[a-z]+)?:.*";

  /** A path with the word before it that ADO.NET or a shell has. */
  private static final String ASSIGNED =
      "(?is)(data ?source|filename|(export )?sqlite_path)\\s*=.*";

  /** Quotation marks, the beginnings of placeholders, and marks that nobody sees. */
  private static final String ODD_BEGINNINGS = "\"'`“‘${<[\u200b\ufeff";

  /** A path of this machine's, or a file's URI with one. */
  private static final String ABSOLUTE = "(?is)(file:)?(/|[a-z]:[/\\\\]|\\\\).*";

  private static final String PLAIN =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/:";

  private static final HexFormat HEX = HexFormat.of();

  private static final byte[] FILE_MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

  static SqliteLocation parse(String text) throws InvalidValueException {
    String location =
        text.regionMatches(true, 0, JDBC_PREFIX, 0, JDBC_PREFIX.length())
            ? text.substring(JDBC_PREFIX.length())
            : text;
    int question = location.indexOf('?');
    if (question >= 0 && location.indexOf('@', question) >= 0 && isOtherAddress(location)) {
      throw otherAddress(); // what follows the '?' is no parameter, but the rest of a password
    }
    String name = question < 0 ? location : location.substring(0, question);
    List<Fault> faults = new ArrayList<>();
    SqliteParameters parameters =
        SqliteParameters.parse(question < 0 ? "" : location.substring(question + 1), faults);
    SqliteLocation parsed = null;
    try {
      parsed = locate(name, parameters);
    } catch (InvalidValueException e) {
      faults.addAll(0, e.faults());
    }
    if (parsed == null || !faults.isEmpty()) {
      throw new InvalidValueException(faults);
    }
    return parsed;
  }

  private static SqliteLocation locate(String name, SqliteParameters parameters)
      throws InvalidValueException {
    if (name.isEmpty()) {
      throw new InvalidValueException(
          "It names no file.", "Write a file's path, or :memory: for a database in memory.");
    }
    boolean uri = name.toLowerCase(Locale.ROOT).startsWith("file:");
    String path = uri ? decodedPath(name.substring("file:".length())) : name;
    if (path.equals(MEMORY)) {
      return inMemory(UUID.randomUUID().toString(), parameters);
    }
    if (parameters.inMemory()) {
      return inMemory(parameters.sharedCache() ? path : UUID.randomUUID().toString(), parameters);
    }
    if (parameters.sharedCache()) {
      throw new InvalidValueException(
          "The parameter cache=shared makes readers fail with SQLITE_LOCKED.",
          "Leave it out: the pool's connections share the file as it is.");
    }
    if (!uri) {
      refuseOtherForms(name);
    }
    if (path.startsWith(":resource:")) {
      throw new InvalidValueException(
          "A database in a class path resource is not supported.",
          "Copy the resource to a file and write its path.");
    }
    try {
      return inFile(checkedFile(path, parameters), parameters);
    } catch (InvalidValueException e) {
      // The fault quotes the path.
      throw isOtherAddress(path) ? otherAddress() : e;
    }
  }

  /** Refuses what is no path, but would be the name of a file in the working directory. */
  private static void refuseOtherForms(String name) throws InvalidValueException {
    if (name.indexOf(':') >= 0 && name.matches(OTHER_SQLITE)) {
      throw new InvalidValueException(
          "It begins with the scheme of another language or library.",
          "Write the path alone, with ./ before it if the file's name begins so, or a file: URI, a"
              + " jdbc:sqlite: URL, or :memory:.");
    }
    if (isUrl(name) || (name.indexOf('=') >= 0 && isOtherAddress(name))) {
      throw otherAddress();
    }
    // Most paths begin otherwise, and are spared the loading of what looks closer.
    if (name.indexOf('=') < 0 && ODD_BEGINNINGS.indexOf(name.charAt(0)) < 0) {
      return;
    }
    Pasted.refuse(name, "write the path alone");
    if (name.matches(ASSIGNED)) {
      throw new InvalidValueException(
          "It begins with the name of a setting.",
          "Write the path alone, with ./ before it if the file's name begins so.");
    }
    if (Swallowed.isPlaceholder(name)) {
      throw new InvalidValueException(
          "It is a placeholder that nobody has replaced.",
          "Write the path itself; nothing is expanded here.");
    }
  }

  /** Returns whether a text is no path, but has a password in it. */
  private static boolean isOtherAddress(String text) {
    return !text.matches(ABSOLUTE) && Redaction.hasSecret(text);
  }

  private static boolean isUrl(String name) {
    return name.contains("://") && name.matches(OTHER_SCHEME);
  }

  private static InvalidValueException otherAddress() {
    return new InvalidValueException(
        "It is the address of another kind of database.",
        "Write a path, a file: URI, a jdbc:sqlite: URL, or :memory:.");
  }

  private static SqliteLocation inMemory(String name, SqliteParameters parameters)
      throws InvalidValueException {
    if (!parameters.fileOptions().isEmpty()) {
      throw new InvalidValueException(
          "A database in memory has no " + parameters.fileOptions().keySet() + ".",
          "Leave the parameter out.");
    }
    String fileName = "file:" + encoded("/" + name) + "?vfs=memdb";
    return new SqliteLocation(fileName, MEMORY, false, true, parameters.pragmas());
  }

  private static SqliteLocation inFile(Path file, SqliteParameters parameters) {
    StringBuilder fileName = new StringBuilder("file:").append(encoded(uriPath(file)));
    String separator = "?";
    for (Map.Entry<String, String> option : parameters.fileOptions().entrySet()) {
      fileName.append(separator).append(option.getKey()).append('=').append(option.getValue());
      separator = "&";
    }
    return new SqliteLocation(
        fileName.toString(), file.toString(), parameters.readOnly(), false, parameters.pragmas());
  }

  /** The same for all that open the same database, whatever links lead to it. */
  String canonicalName() {
    return inMemory ? fileName : canonical(Path.of(shown), MOST_LINKS).toString();
  }

  private static Path canonical(Path file, int links) {
    try {
      return file.toRealPath();
    } catch (IOException notThereYet) {
      Path folder = file.getParent();
      if (folder == null) {
        return file;
      }
      Path target = links == 0 ? null : targetOfLink(file);
      return target == null
          ? canonical(folder, links).resolve(file.getFileName())
          : canonical(canonical(folder, links).resolve(target), links - 1);
    }
  }

  /** Returns where a link to a file leads that is not there yet; null if it is no link. */
  private static @Nullable Path targetOfLink(Path file) {
    try {
      return Files.readSymbolicLink(file);
    } catch (IOException | UnsupportedOperationException noLink) {
      return null;
    }
  }

  /** The same file for this process alone, on SQLite's {@code unix-excl} file system. */
  SqliteLocation exclusive() {
    String separator = fileName.indexOf('?') < 0 ? "?" : "&";
    return new SqliteLocation(
        fileName + separator + "vfs=unix-excl", shown, readOnly, inMemory, pragmas);
  }

  /** Returns whether the file is on a file system with POSIX's attributes, and so its locks. */
  boolean isOnPosix() {
    return Path.of(shown).getFileSystem().supportedFileAttributeViews().contains("unix");
  }

  /** The file, by the name that it was given; none in memory. */
  Optional<Path> file() {
    return inMemory ? Optional.empty() : Optional.of(Path.of(shown));
  }

  boolean hasJournal() {
    return !readOnly && !inMemory;
  }

  private static String decodedPath(String uriPath) throws InvalidValueException {
    String path = uriPath;
    if (path.startsWith("//")) {
      int slash = path.indexOf('/', 2);
      String authority = slash < 0 ? path.substring(2) : path.substring(2, slash);
      if (!authority.isEmpty() && !authority.equals("localhost")) {
        throw new InvalidValueException(
            "The file: URI names a host.", "Write file:///absolute/path or file:relative/path.");
      }
      path = slash < 0 ? "" : path.substring(slash);
    }
    if (path.indexOf('#') >= 0) {
      throw new InvalidValueException(
          "The file: URI has a fragment.", "Write %23 for a # in the file's name.");
    }
    return SqliteParameters.decoded(path);
  }

  private static Path checkedFile(String path, SqliteParameters parameters)
      throws InvalidValueException {
    Path file;
    try {
      file = Path.of(path).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw new InvalidValueException("It is not a path on this system.", "Write a file's path.");
    }
    Path folder = file.getParent();
    if (folder == null || Files.isDirectory(file)) {
      throw new InvalidValueException(file + " is a folder.", "Write the path of a file in it.");
    }
    if (!Files.isDirectory(folder)) {
      throw new InvalidValueException(
          "The folder " + folder + " does not exist.", "Create it, or write another path.");
    }
    if (Files.exists(file)) {
      checkAccess(file, parameters);
      ProcessFile.of(canonical(file, MOST_LINKS).toString())
          .inspectIfClosed(() -> checkContent(file, folder, parameters));
    } else if (!parameters.creates()) {
      throw new InvalidValueException(
          file + " does not exist.", "Create it, or leave the parameter mode out.");
    } else if (!Files.isWritable(folder)) {
      throw new InvalidValueException(
          "There is no permission to create a file in " + folder + ".",
          "Grant it to this process, or write another path.");
    }
    return file;
  }

  private static void checkAccess(Path file, SqliteParameters parameters)
      throws InvalidValueException {
    if (!Files.isRegularFile(file)) {
      throw new InvalidValueException(file + " is not a file.", "Write the path of a file.");
    }
    if (!Files.isReadable(file)) {
      throw new InvalidValueException(
          "There is no permission to read " + file + ".", "Grant it to this process.");
    }
    if (!parameters.readOnly() && !Files.isWritable(file)) {
      throw new InvalidValueException(
          file + " is read-only for this process.",
          "Make it writable, or add ?mode=ro to read it only.");
    }
  }

  private static void checkContent(Path file, Path folder, SqliteParameters parameters)
      throws InvalidValueException {
    byte[] header = header(file);
    boolean isDatabase = Arrays.equals(FILE_MAGIC, 0, 16, header, 0, Math.min(16, header.length));
    if (header.length > 0 && !isDatabase) {
      throw new InvalidValueException(
          file + " is not a SQLite database, or it is encrypted.",
          "Write the path of a database, or of a file that does not exist yet.");
    }
    if (isDatabase && !isInWalMode(header) && !parameters.immutable()) {
      checkLog(file);
    }
    boolean needsJournal =
        !parameters.readOnly() || (isDatabase && isInWalMode(header) && !parameters.immutable());
    if (needsJournal && !Files.isWritable(folder)) {
      throw new InvalidValueException(
          "There is no permission to create SQLite's journal in " + folder + ".",
          "Grant it to this process; or add ?immutable=1 if nobody writes to the file.");
    }
  }

  /** SQLite would read any log over the file, and leave a broken file. */
  private static void checkLog(Path file) throws InvalidValueException {
    Path log = Path.of(file + "-wal");
    if (log.toFile().length() > 0) {
      throw new InvalidValueException(
          log + " is the log of another file: " + file + " is not in WAL mode and has none.",
          "Move it away, and the -shm file: this is what a replaced database leaves behind.");
    }
  }

  /** The first bytes; none if the file is empty, which is a database with nothing in it yet. */
  private static byte[] header(Path file) throws InvalidValueException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(20);
    } catch (IOException e) {
      throw new InvalidValueException(
          file + " cannot be read (" + e.getClass().getSimpleName() + ").", "Write another path.");
    }
  }

  /** The file format's read version, see section 1.3 of SQLite's file format. */
  private static boolean isInWalMode(byte[] header) {
    return header.length > 19 && header[19] == 2;
  }

  private static String uriPath(Path file) {
    String path = file.toString().replace(file.getFileSystem().getSeparator(), "/");
    return path.startsWith("/") ? path : "/" + path;
  }

  /**
   * Returns a path as SQLite decodes it, byte by byte. Unlike {@link java.net.URI#toASCIIString()},
   * it keeps the Unicode form of a name: a file system tells the two forms of "é" apart. A second
   * slash at the beginning is encoded, since a host's name would follow it.
   */
  private static String encoded(String path) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean isHost = c == '/' && encoded.length() == 1;
      if (PLAIN.indexOf(c) >= 0 && !isHost) {
        encoded.append(c);
      } else {
        encoded.append('%').append(HEX.toHexDigits(b));
      }
    }
    return encoded.toString();
  }

  @Override
  public String toString() {
    return shown;
  }
}
