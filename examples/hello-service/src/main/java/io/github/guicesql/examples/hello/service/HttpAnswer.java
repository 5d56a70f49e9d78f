package io.github.guicesql.examples.hello.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A response to an HTTP request. */
record HttpAnswer(int status, @Nullable ObjectNode body, Map<String, String> headers) {

  static HttpAnswer of(int status, ObjectNode body) {
    return new HttpAnswer(status, body, Map.of());
  }

  static HttpAnswer noContent() {
    return new HttpAnswer(204, null, Map.of());
  }

  HttpAnswer with(String header, String value) {
    return new HttpAnswer(status, body, Map.of(header, value));
  }

  void send(HttpExchange exchange) throws IOException {
    headers.forEach(exchange.getResponseHeaders()::set);
    if (body == null) {
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    byte[] bytes = Json.bytes(body);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(bytes.length));
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }
}
