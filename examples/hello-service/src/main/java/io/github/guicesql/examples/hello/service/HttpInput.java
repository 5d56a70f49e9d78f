package io.github.guicesql.examples.hello.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import io.github.guicesql.examples.users.InvalidUserException;
import io.github.guicesql.examples.users.InvalidUserException.Problem;
import io.github.guicesql.examples.users.UserData;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The validated input of a request; all errors in it are reported in one problem. */
final class HttpInput {

  private static final int MAX_BODY = 64 * 1024;
  private static final int MAX_DISCARDED = 4 * 1024 * 1024;
  private static final int MAX_LIMIT = 500;
  private static final int DEFAULT_LIMIT = 50;

  private final HttpExchange exchange;
  private final InputStream body;

  /** The requested part of a list. */
  record Range(int limit, long offset) {}

  HttpInput(HttpExchange exchange) {
    this.exchange = exchange;
    this.body = exchange.getRequestBody();
  }

  /** Returns the user in the body. Fields that a client cannot set, such as the id, are ignored. */
  UserData user() throws IOException, HttpProblem {
    ObjectNode json = Json.parse(body());
    List<Problem> problems = new ArrayList<>();
    String email = text(json, "email", problems);
    String name = text(json, "name", problems);
    try {
      UserData user = new UserData(email, name);
      if (problems.isEmpty()) {
        return user;
      }
    } catch (InvalidUserException e) {
      List<String> known = problems.stream().map(Problem::field).toList();
      e.problems().stream().filter(p -> !known.contains(p.field())).forEach(problems::add);
    }
    throw HttpProblem.invalid(problems);
  }

  private static String text(ObjectNode json, String field, List<Problem> problems) {
    JsonNode value = json.path(field);
    if (!value.isTextual() && !value.isMissingNode() && !value.isNull()) {
      problems.add(new Problem(field, "is not a string"));
    }
    return value.isTextual() ? value.textValue() : "";
  }

  private byte[] body() throws IOException, HttpProblem {
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    if (type == null || !mediaType(type).equals("application/json")) {
      throw new HttpProblem(415, "The body's Content-Type is not application/json.");
    }
    byte[] bytes = body.readNBytes(MAX_BODY + 1);
    if (bytes.length > MAX_BODY) {
      throw new HttpProblem(413, "The body is longer than " + MAX_BODY + " bytes.");
    }
    return bytes;
  }

  private static String mediaType(String contentType) {
    int semicolon = contentType.indexOf(';');
    String type = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
    return type.strip().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads the rest of the body, up to a limit. A server that closes the connection while the client
   * is still sending resets it, and the client never sees the response.
   */
  void discardRest() throws IOException {
    byte[] buffer = new byte[8192];
    int discarded = 0;
    while (discarded < MAX_DISCARDED) {
      int read = body.read(buffer);
      if (read < 0) {
        return;
      }
      discarded += read;
    }
  }

  /** Returns {@code limit} and {@code offset} of the query. */
  Range range() throws HttpProblem {
    Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
    List<Problem> problems = new ArrayList<>();
    long limit = number(query, "limit", 1, MAX_LIMIT, DEFAULT_LIMIT, problems);
    long offset = number(query, "offset", 0, Long.MAX_VALUE, 0, problems);
    if (!problems.isEmpty()) {
      throw HttpProblem.invalid(problems);
    }
    return new Range((int) limit, offset);
  }

  private static Map<String, String> query(@Nullable String raw) {
    Map<String, String> values = new HashMap<>();
    for (String pair : raw == null ? new String[0] : raw.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      values.put(
          URLDecoder.decode(name, StandardCharsets.UTF_8),
          URLDecoder.decode(value, StandardCharsets.UTF_8));
    }
    return values;
  }

  private static long number(
      Map<String, String> query,
      String name,
      long min,
      long max,
      long byDefault,
      List<Problem> problems) {
    String text = query.get(name);
    if (text == null) {
      return byDefault;
    }
    try {
      long number = Long.parseLong(text);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // The error is reported below.
    }
    String upTo = max == Long.MAX_VALUE ? " or more" : " to " + max;
    problems.add(new Problem(name, "is not a number of " + min + upTo));
    return byDefault;
  }
}
