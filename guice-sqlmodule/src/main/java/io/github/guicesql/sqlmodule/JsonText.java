package io.github.guicesql.sqlmodule;

import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes maps, collections, text, numbers and truth values as JSON. */
final class JsonText {

  private final StringBuilder text = new StringBuilder();

  private JsonText() {}

  /** Returns the value as JSON, in one line. The keys of maps are text. */
  static String of(Object value) {
    JsonText json = new JsonText();
    json.append(value);
    return json.text.toString();
  }

  private void append(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      appendObject(map);
    } else if (value instanceof Collection<?> collection) {
      appendArray(collection);
    } else if (value == null || value instanceof Number || value instanceof Boolean) {
      text.append(value);
    } else {
      appendString(value.toString());
    }
  }

  private void appendObject(Map<?, ?> map) {
    String separator = "{";
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      text.append(separator);
      appendString(String.valueOf(entry.getKey()));
      text.append(':');
      append(entry.getValue());
      separator = ",";
    }
    text.append(map.isEmpty() ? "{}" : "}");
  }

  private void appendArray(Collection<?> collection) {
    text.append('[');
    for (Iterator<?> items = collection.iterator(); items.hasNext(); ) {
      append(items.next());
      text.append(items.hasNext() ? "," : "");
    }
    text.append(']');
  }

  private void appendString(String string) {
    text.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < ' ' || c == '\u2028' || c == '\u2029' || Character.isSurrogate(c)) {
        text.append(String.format("\\u%04x", (int) c));
      } else {
        text.append(c);
      }
    }
    text.append('"');
  }
}
