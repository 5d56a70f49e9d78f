package io.github.guicesql.examples.hello.service;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.inject.Inject;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.github.guicesql.examples.users.DuplicateEmailException;
import io.github.guicesql.examples.users.InvalidUserException;
import io.github.guicesql.examples.users.UnknownUserException;
import io.github.guicesql.examples.users.User;
import io.github.guicesql.examples.users.UserPage;
import io.github.guicesql.examples.users.Users;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the users as JSON over HTTP. */
final class UsersApi implements HttpHandler {

  private static final Logger log = LoggerFactory.getLogger(UsersApi.class);
  private static final Pattern USER = Pattern.compile("/users/([0-9]{1,18})");

  private final Users users;

  /** Handles one method of one resource. */
  @FunctionalInterface
  private interface Action {
    HttpAnswer of(HttpInput input) throws SQLException, IOException, HttpProblem;
  }

  @Inject
  UsersApi(Users users) {
    this.users = users;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      HttpInput input = new HttpInput(exchange);
      HttpAnswer answer = answer(exchange, input);
      input.discardRest();
      answer.send(exchange);
    }
  }

  private HttpAnswer answer(HttpExchange exchange, HttpInput input) throws IOException {
    try {
      return route(exchange).of(input);
    } catch (HttpProblem e) {
      return e.answer();
    } catch (InvalidUserException e) {
      return HttpProblem.invalid(e.problems()).answer();
    } catch (UnknownUserException e) {
      return unknownUser(e.id()).answer();
    } catch (DuplicateEmailException e) {
      return new HttpProblem(409, "Another user has the e-mail address " + e.email() + ".")
          .answer();
    } catch (SQLException | RuntimeException e) {
      log.error("{} {} failed", exchange.getRequestMethod(), exchange.getRequestURI(), e);
      return new HttpProblem(500, "The server failed; its log says why.").answer();
    }
  }

  private Action route(HttpExchange exchange) throws HttpProblem {
    Map<String, Action> actions = actions(exchange.getRequestURI().getPath());
    String method = exchange.getRequestMethod();
    Action action = actions.get(method.equals("HEAD") ? "GET" : method);
    if (action == null) {
      TreeSet<String> allowed = new TreeSet<>(actions.keySet());
      allowed.add("HEAD");
      throw HttpProblem.methodNotAllowed(method, allowed);
    }
    return action;
  }

  private Map<String, Action> actions(String path) throws HttpProblem {
    if (path.equals("/users")) {
      return Map.of("GET", this::list, "POST", this::create);
    }
    Matcher user = USER.matcher(path);
    if (!user.matches()) {
      throw new HttpProblem(404, "There is nothing at " + path + ".");
    }
    long id = Long.parseLong(user.group(1));
    return Map.of(
        "GET", input -> one(id),
        "PUT", input -> HttpAnswer.of(200, json(users.update(id, input.user()))),
        "DELETE", input -> delete(id));
  }

  private HttpAnswer list(HttpInput input) throws SQLException, HttpProblem {
    HttpInput.Range range = input.range();
    UserPage page = users.list(range.limit(), range.offset());
    ObjectNode body =
        Json.object()
            .put("total", page.total())
            .put("limit", range.limit())
            .put("offset", range.offset());
    ArrayNode array = body.putArray("users");
    page.users().forEach(user -> array.add(json(user)));
    return HttpAnswer.of(200, body);
  }

  private HttpAnswer create(HttpInput input) throws SQLException, IOException, HttpProblem {
    User user = users.create(input.user());
    return HttpAnswer.of(201, json(user)).with("Location", "/users/" + user.id());
  }

  private HttpAnswer one(long id) throws SQLException, HttpProblem {
    User user = users.find(id).orElseThrow(() -> unknownUser(id));
    return HttpAnswer.of(200, json(user));
  }

  private HttpAnswer delete(long id) throws SQLException {
    users.delete(id);
    return HttpAnswer.noContent();
  }

  private static HttpProblem unknownUser(long id) {
    return new HttpProblem(404, "There is no user " + id + ".");
  }

  private static ObjectNode json(User user) {
    return Json.object()
        .put("id", user.id())
        .put("email", user.email())
        .put("name", user.name())
        .put("createdAt", user.createdAt().toString())
        .put("updatedAt", user.updatedAt().toString());
  }
}
