package io.github.guicesql.examples.hello.service;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.guicesql.examples.users.InvalidUserException.Problem;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Thrown when a request cannot be processed; the message is for its sender. */
final class HttpProblem extends Exception {

  private static final long serialVersionUID = 1;

  private final transient HttpAnswer answer;

  HttpProblem(int status, String message) {
    this(status, message, List.of(), Map.of());
  }

  private HttpProblem(
      int status, String message, List<Problem> problems, Map<String, String> headers) {
    super(message);
    ObjectNode body = Json.object().put("error", message);
    if (!problems.isEmpty()) {
      ArrayNode array = body.putArray("problems");
      problems.forEach(p -> array.addObject().put("field", p.field()).put("problem", p.what()));
    }
    this.answer = new HttpAnswer(status, body, headers);
  }

  static HttpProblem invalid(List<Problem> problems) {
    return new HttpProblem(400, "The request has wrong values.", problems, Map.of());
  }

  static HttpProblem methodNotAllowed(String method, Set<String> allowed) {
    return new HttpProblem(
        405,
        "Not possible here: " + method + ".",
        List.of(),
        Map.of("Allow", String.join(", ", allowed)));
  }

  HttpAnswer answer() {
    return answer;
  }
}
