package io.github.guicesql.jdbc;

import io.github.guicesql.sqlmodule.config.InvalidValueException;
import io.github.guicesql.sqlmodule.internal.dsn.EncodedText;
import io.github.guicesql.sqlmodule.internal.dsn.Problems;

/** The ways in which drivers write the parameters of a URL. */
enum UrlSyntax {

  /** {@code ;name=value}, without any way to write a semicolon in a value. */
  SEMICOLONS(";", ";"),

  /** {@code ;NAME=value}, with a backslash before a semicolon that is part of a value. */
  BACKSLASHES(";", ";") {
    @Override
    int end(String url, int from) {
      int at = from;
      while (at < url.length() && url.charAt(at) != ';') {
        at += url.charAt(at) == '\\' ? 2 : 1;
      }
      return Math.min(at, url.length());
    }

    @Override
    String value(String url, int from, int to) {
      return url.substring(from, to).replaceAll("(?s)\\\\(.)", "$1");
    }
  },

  /** {@code ;name=value}, with braces round a value that has a semicolon. */
  BRACES(";", ";") {
    @Override
    int end(String url, int from) throws InvalidValueException {
      int semicolon = super.end(url, from);
      int equals = url.indexOf('=', from);
      int start = equals + 1;
      while (start < semicolon && url.charAt(start) == ' ') {
        start++;
      }
      if (equals < 0 || start >= semicolon || url.charAt(start) != '{') {
        return semicolon;
      }
      int at = start + 1;
      while (at < url.length()) {
        boolean brace = url.charAt(at) == '}';
        boolean doubled = brace && url.startsWith("}}", at);
        if (brace && !doubled) {
          return super.end(url, at);
        }
        at += doubled ? 2 : 1;
      }
      throw Problems.at(start, "a '{' that nothing closes", "write a '}' at the value's end");
    }

    @Override
    String value(String url, int from, int to) throws InvalidValueException {
      String value = super.value(url, from, to);
      return value.startsWith("{") && value.endsWith("}")
          ? value.substring(1, value.length() - 1).replace("}}", "}")
          : value;
    }
  },

  /** {@code ?name=value&name=value}, percent-encoded. */
  QUERY("?", "&;") {
    @Override
    String value(String url, int from, int to) throws InvalidValueException {
      return EncodedText.decodeForm(url, from, to);
    }
  };

  private final String lead;
  private final String separators;

  UrlSyntax(String lead, String separators) {
    this.lead = lead;
    this.separators = separators;
  }

  /** Returns the position of the character before the first parameter, or the URL's length. */
  int start(String url) {
    int start = url.indexOf(lead);
    return start < 0 ? url.length() : start;
  }

  /** Returns the position of the character after a parameter. */
  int end(String url, int from) throws InvalidValueException {
    int at = from;
    while (at < url.length() && separators.indexOf(url.charAt(at)) < 0) {
      at++;
    }
    return at;
  }

  /** Returns a value as the driver understands it. */
  String value(String url, int from, int to) throws InvalidValueException {
    return url.substring(from, to).strip();
  }

  /** Returns what stands before the parameter that becomes the first or a later one. */
  String before(boolean first) {
    return first ? lead : separators.substring(0, 1);
  }
}
