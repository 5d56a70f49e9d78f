package io.github.guicesql.examples.hello.service;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonMappingException;
import io.github.guicesql.examples.users.DuplicateEmailException;
import io.github.guicesql.examples.users.InvalidUserException;
import io.github.guicesql.examples.users.UnknownUserException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.MethodNotAllowedResponse;
import io.javalin.validation.ValidationError;
import io.javalin.validation.ValidationException;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what a handler throws into a response in JSON. */
final class HttpErrors {

  private static final Logger log = LoggerFactory.getLogger(HttpErrors.class);

  private record Problem(String field, String problem) {}

  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  private record Body(String error, List<Problem> problems) {}

  private HttpErrors() {}

  static void addTo(RoutesConfig routes) {
    routes.exception(
        InvalidUserException.class,
        (e, context) ->
            invalid(
                context,
                e.problems().stream().map(p -> new Problem(p.field(), p.what())).toList()));
    routes.exception(
        ValidationException.class,
        (e, context) ->
            invalid(
                context,
                e.getErrors().entrySet().stream()
                    .map(one -> new Problem(one.getKey(), what(one.getValue().get(0))))
                    .toList()));
    routes.exception(JacksonException.class, (e, context) -> notRead(context, e));
    routes.exception(
        UnknownUserException.class,
        (e, context) -> answer(context, 404, "There is no user " + e.id() + "."));
    routes.exception(
        DuplicateEmailException.class,
        (e, context) ->
            answer(context, 409, "Another user has the e-mail address " + e.email() + "."));
    routes.exception(
        HttpResponseException.class,
        (e, context) -> answer(context, e.getStatus(), String.valueOf(e.getMessage())));
    routes.exception(
        MethodNotAllowedResponse.class,
        (e, context) -> {
          context.header("Allow", String.join(", ", e.getDetails().values()));
          answer(context, e.getStatus(), "Not possible here: " + context.method() + ".");
        });
    routes.exception(
        Exception.class,
        (e, context) -> {
          log.error("{} {} failed", context.method(), context.path(), e);
          answer(context, 500, "The server failed; its log says why.");
        });
  }

  private static String what(ValidationError<?> error) {
    return error.exception() == null ? error.getMessage() : "is not a number";
  }

  private static void notRead(Context context, JacksonException e) {
    if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
      String field =
          mapping.getPath().stream()
              .map(JsonMappingException.Reference::getFieldName)
              .collect(Collectors.joining("."));
      invalid(context, List.of(new Problem(field, "is not a string")));
    } else {
      answer(context, 400, "The body is not a JSON object: " + e.getOriginalMessage());
    }
  }

  private static void invalid(Context context, List<Problem> problems) {
    context.status(400).json(new Body("The request has wrong values.", problems));
  }

  private static void answer(Context context, int status, String error) {
    context.status(status).json(new Body(error, List.of()));
  }
}
