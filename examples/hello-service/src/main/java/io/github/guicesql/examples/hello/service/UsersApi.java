package io.github.guicesql.examples.hello.service;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.inject.Inject;
import io.github.guicesql.examples.users.User;
import io.github.guicesql.examples.users.UserData;
import io.github.guicesql.examples.users.UserPage;
import io.github.guicesql.examples.users.Users;
import io.javalin.config.RoutesConfig;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import io.javalin.http.UnsupportedMediaTypeResponse;
import io.javalin.validation.Validation;
import io.javalin.validation.ValidationException;
import io.javalin.validation.Validator;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/** Serves the users as JSON over HTTP. */
final class UsersApi {

  private static final int MAX_LIMIT = 500;
  private static final int DEFAULT_LIMIT = 50;

  private final Users users;
  private final JsonMapper json = Json.mapper();

  private record Page(long total, int limit, long offset, List<User> users) {}

  @Inject
  UsersApi(Users users) {
    this.users = users;
  }

  void addTo(RoutesConfig routes) {
    routes.get("/users", this::list);
    routes.post("/users", this::create);
    routes.get("/users/{id}", context -> context.json(one(id(context))));
    routes.put("/users/{id}", context -> context.json(users.update(id(context), body(context))));
    routes.delete("/users/{id}", this::delete);
  }

  private void list(Context context) throws SQLException {
    Validator<Integer> limit =
        context
            .queryParamAsClass("limit", Integer.class)
            .check(
                n -> n == null || (n >= 1 && n <= MAX_LIMIT),
                "is not a number from 1 to " + MAX_LIMIT);
    Validator<Long> offset =
        context
            .queryParamAsClass("offset", Long.class)
            .check(n -> n == null || n >= 0, "is not a number from 0");
    var errors = Validation.collectErrors(limit, offset);
    if (!errors.isEmpty()) {
      throw new ValidationException(errors);
    }
    int rows = limit.getOrDefault(DEFAULT_LIMIT);
    long first = offset.getOrDefault(0L);
    UserPage page = users.list(rows, first);
    context.json(new Page(page.total(), rows, first, page.users()));
  }

  private void create(Context context) throws SQLException, IOException {
    User user = users.create(body(context));
    context.status(201).header("Location", "/users/" + user.id()).json(user);
  }

  private User one(long id) throws SQLException {
    return users.find(id).orElseThrow(() -> new NotFoundResponse("There is no user " + id + "."));
  }

  private void delete(Context context) throws SQLException {
    users.delete(id(context));
    context.status(204);
  }

  private static long id(Context context) {
    return context
        .pathParamAsClass("id", Long.class)
        .getOrThrow(errors -> new NotFoundResponse("There is no such user."));
  }

  /** Reads the body itself: Javalin's {@code bodyAsClass} fails for a body that is null. */
  private UserData body(Context context) throws IOException {
    if (!context.isJson()) {
      throw new UnsupportedMediaTypeResponse("The body's Content-Type is not application/json.");
    }
    UserForm form = json.readValue(context.bodyAsBytes(), UserForm.class);
    if (form == null) {
      throw new BadRequestResponse("The body is not a JSON object.");
    }
    return form.validated();
  }
}
