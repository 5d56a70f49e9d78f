package io.github.guicesql.postgres;

import io.github.guicesql.sqlmodule.internal.dsn.DsnSyntaxException;
import io.github.guicesql.sqlmodule.internal.dsn.UnknownName;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGProperty;

/**
 * The parameters of a libpq connection string as they are read: of a repeated one, the last wins.
 */
final class LibpqValues {
  private final String dsn;
  private final Map<String, String> values = new LinkedHashMap<>();
  private boolean secretNamed;

  LibpqValues(String dsn) {
    this.dsn = dsn;
  }

  Map<String, String> asMap() {
    return values;
  }

  void put(LibpqKeyword keyword, String value) {
    values.put(keyword.keyword(), value);
  }

  /**
   * @param position of the name
   * @param understood whether what precedes it was certainly read as it was meant
   */
  void put(String name, String value, int position, boolean understood) throws DsnSyntaxException {
    if (name.equals("requiressl")) {
      // No longer in the manual; libpq translates it still.
      put(LibpqKeyword.SSLMODE, value.startsWith("1") ? "require" : "prefer");
      return;
    }
    LibpqKeyword keyword = LibpqKeyword.of(name);
    if (keyword == null) {
      throw unknown(name, position, understood);
    }
    put(keyword, value);
    secretNamed |= keyword.isSecret();
  }

  private DsnSyntaxException unknown(String name, int position, boolean understood) {
    if (PGProperty.forName(name) != null) {
      LibpqKeyword twin = LibpqKeyword.ofProperty(name);
      return new DsnSyntaxException(
          position,
          "pgjdbc's property " + name,
          "a libpq keyword"
              + (twin == null ? "" : ", here " + twin.keyword())
              + "; pgjdbc's properties belong in a jdbc:postgresql: URL");
    }
    List<String> keywords =
        Arrays.stream(LibpqKeyword.values()).map(LibpqKeyword::keyword).toList();
    @Nullable String nearest = UnknownName.nearest(name, keywords);
    return new DsnSyntaxException(
        position,
        UnknownName.describe(dsn, position, name, false, understood && !secretNamed),
        nearest == null ? "a keyword of libpq" : "a keyword of libpq, perhaps " + nearest);
  }
}
