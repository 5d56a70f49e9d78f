package io.github.guicesql.examples.hello.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class UsersApiTest {

  private static final String ADA = "{\"email\":\"ada@example.org\",\"name\":\"Ada\"}";
  private static final String BOB = "{\"email\":\"bob@example.org\",\"name\":\"Bob\"}";

  @TempDir private Path folder;
  private TestService service;

  @BeforeEach
  void start() throws Exception {
    service = new TestService(folder, Duration.ofSeconds(5));
  }

  @AfterEach
  void close() {
    service.close();
  }

  @Test
  void aUserIsCreatedReadChangedAndDeleted() throws Exception {
    HttpResponse<String> created = service.post(ADA);
    assertThat(created.statusCode()).isEqualTo(201);
    String location = created.headers().firstValue("Location").orElseThrow();
    assertThat(location).isEqualTo("/users/" + json(created).get("id"));
    assertThat(json(created).get("createdAt").textValue()).endsWith("Z");

    HttpResponse<String> read = service.get(location);
    assertThat(read.statusCode()).isEqualTo(200);
    assertThat(read.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(json(read)).isEqualTo(json(created));

    HttpResponse<String> changed =
        service.put(location, created.body().replace("\"Ada\"", "\"Countess\""));
    assertThat(changed.statusCode()).isEqualTo(200);
    assertThat(json(changed).get("name").textValue()).isEqualTo("Countess");
    assertThat(json(service.get(location))).isEqualTo(json(changed));

    HttpResponse<String> deleted = service.delete(location);
    assertThat(deleted.statusCode()).isEqualTo(204);
    assertThat(deleted.body()).isEmpty();
    assertThat(service.get(location).statusCode()).isEqualTo(404);
  }

  @Test
  void listsPageByPage() throws Exception {
    for (int i = 0; i < 5; i++) {
      service.post("{\"email\":\"u" + i + "@x\",\"name\":\"U" + i + "\"}");
    }

    JsonNode all = json(service.get("/users"));
    assertThat(all.get("total").intValue()).isEqualTo(5);
    assertThat(all.get("limit").intValue()).isEqualTo(50);
    assertThat(all.get("users")).hasSize(5);
    JsonNode page = json(service.get("/users?limit=2&offset=3"));
    assertThat(page.get("users").findValuesAsText("name")).containsExactly("U3", "U4");
    assertThat(page.get("total").intValue()).isEqualTo(5);
    assertThat(json(service.get("/users?offset=9")).get("users")).isEmpty();
  }

  @Test
  void allThatIsWrongWithAUserIsSaidAtOnce() throws Exception {
    HttpResponse<String> refused = service.post("{\"email\":\"nobody\",\"name\":\" \"}");

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(json(refused).get("problems"))
        .hasToString(
            "[{\"field\":\"name\",\"problem\":\"is required\"},"
                + "{\"field\":\"email\",\"problem\":\"is not an e-mail address\"}]");
    assertThat(json(service.post("{\"email\":\"a@x\",\"name\":7}")).get("problems"))
        .hasToString("[{\"field\":\"name\",\"problem\":\"is not a string\"}]");
    assertThat(json(service.post("{}")).get("problems").findValuesAsText("problem"))
        .containsExactly("is required", "is required");
    assertThat(json(service.post("{\"email\":null,\"name\":null}")).get("problems")).hasSize(2);
    assertThat(service.post("{\"email\":\"a@x\",\"name\":\"\\u0000\"}").statusCode())
        .isEqualTo(400);
    assertThat(service.post("{\"email\":\"a@x\",\"name\":\"\\ud83d\"}").statusCode())
        .isEqualTo(400);
  }

  @Test
  void allThatIsWrongWithAQueryIsSaidAtOnce() throws Exception {
    HttpResponse<String> refused = service.get("/users?limit=501&offset=-1");

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(json(refused).get("problems").findValuesAsText("field"))
        .containsExactly("limit", "offset");
  }

  @ParameterizedTest
  @ValueSource(strings = {"limit=0", "limit=x", "limit=", "offset=99999999999999999999", "offset"})
  void noSuchRange(String query) throws Exception {
    assertThat(service.get("/users?" + query).statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "\"x\"",
        "null",
        "{} {}",
        "{\"name\":\"A\",\"name\":\"B\"}",
        "nope"
      })
  void thisIsNoObject(String body) throws Exception {
    HttpResponse<String> refused = service.post(body);

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(json(refused).get("error").textValue()).startsWith("The body is not");
  }

  @Test
  void anEmailBelongsToOneUser() throws Exception {
    service.post(ADA);
    HttpResponse<String> bob = service.post(BOB);

    HttpResponse<String> refused = service.post(ADA.replace("ada@", "ADA@"));
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(json(refused).get("error").textValue()).contains("ada@example.org");
    assertThat(service.put("/users/" + json(bob).get("id"), ADA).statusCode()).isEqualTo(409);
    assertThat(json(service.get("/users")).get("total").intValue()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/users/77", "/users/x", "/users/-1", "/usersx"})
  void thereIsNothingAt(String path) throws Exception {
    HttpResponse<String> missing = service.get(path);

    assertThat(missing.statusCode()).isEqualTo(404);
    assertThat(json(missing).get("error").textValue()).isNotEmpty();
  }

  @Test
  void anUnknownUserCannotBeChangedOrDeleted() throws Exception {
    assertThat(service.put("/users/77", ADA).statusCode()).isEqualTo(404);
    assertThat(service.delete("/users/77").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({
    "PATCH, /users/1, 'GET, PUT, DELETE'",
    "DELETE, /users, 'GET, POST'",
    "POST, /health, 'GET, HEAD'",
    "POST, /metrics, GET"
  })
  void whatIsPossibleIsSaidWhenAMethodIsNot(String method, String path, String allow)
      throws Exception {
    HttpResponse<String> refused =
        service.send(service.request(path).method(method, BodyPublishers.ofString("{}")));

    assertThat(refused.statusCode()).isEqualTo(405);
    assertThat(refused.headers().firstValue("Allow")).contains(allow);
  }

  @Test
  void onlyJsonIsRead() throws Exception {
    assertThat(
            service.send(service.request("/users").POST(BodyPublishers.ofString(ADA))).statusCode())
        .isEqualTo(415);
    assertThat(
            service
                .send(
                    service
                        .request("/users")
                        .header("Content-Type", "text/plain")
                        .POST(BodyPublishers.ofString(ADA)))
                .statusCode())
        .isEqualTo(415);
    assertThat(json(service.get("/users")).get("total").intValue()).isZero();
  }

  @Test
  void aBodyMayBeSoLongAndNoLonger() throws Exception {
    String padding = " ".repeat(64 * 1024 - ADA.length());

    assertThat(service.post(ADA + padding).statusCode()).isEqualTo(201);
    assertThat(service.post(BOB + padding + " ").statusCode()).isEqualTo(413);
  }

  @Test
  void headIsGetWithoutABody() throws Exception {
    HttpResponse<String> head =
        service.send(service.request("/users").method("HEAD", BodyPublishers.noBody()));

    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
  }

  @Test
  void healthSaysWhatIsWrongWithTheDatabase() throws Exception {
    assertThat(service.get("/health").statusCode()).isEqualTo(200);
    assertThat(json(service.get("/health")).at("/databases/0/state").textValue()).isEqualTo("UP");

    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(one -> one.toString().endsWith(".db")).toList()) {
        Files.move(file, folder.resolve("away"));
      }
    }

    HttpResponse<String> down = service.get("/health");
    assertThat(down.statusCode()).isEqualTo(503);
    assertThat(json(down).at("/databases/0/state").textValue()).isEqualTo("DOWN");
    assertThat(json(down).at("/databases/0/cause").textValue()).contains("was removed or renamed");
    HttpResponse<String> head =
        service.send(service.request("/health").method("HEAD", BodyPublishers.noBody()));
    assertThat(head.statusCode()).isEqualTo(503);
  }

  @Test
  void metricsAreThoseOfThePool() throws Exception {
    service.get("/users");

    assertThat(service.get("/metrics").body())
        .contains("hikaricp_connections_active{database=\"default\",dialect=\"sqlite\",");
  }

  @Test
  void theIndexLeadsToEverything() throws Exception {
    for (JsonNode link : json(service.get("/")).get("links")) {
      assertThat(service.get(link.textValue()).statusCode()).isEqualTo(200);
    }
    assertThat(service.get("/health/x").statusCode()).isEqualTo(404);
  }

  @Test
  void aFailureOfTheServersIsNotShown() throws Exception {
    service.execute("DROP TABLE audit_trail");

    HttpResponse<String> failed = service.post(ADA);

    assertThat(failed.statusCode()).isEqualTo(500);
    assertThat(failed.body()).isEqualTo("{\"error\":\"The server failed; its log says why.\"}");
    assertThat(json(service.get("/users")).get("total").intValue()).isZero();
  }

  @Test
  void manyClientsAtOnce() throws Exception {
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      answers.add(service.postLater("{\"email\":\"u" + i + "@x\",\"name\":\"U\"}"));
    }

    Set<String> locations = new HashSet<>();
    for (CompletableFuture<HttpResponse<String>> answer : answers) {
      assertThat(answer.get().statusCode()).isEqualTo(201);
      locations.add(answer.get().headers().firstValue("Location").orElseThrow());
    }
    assertThat(locations).hasSize(64);
  }

  @Test
  void aReaderDoesNotWaitForAWriter() throws Exception {
    service.post(ADA);
    try (Connection writer = service.db().getConnection()) {
      writer.setAutoCommit(false);
      writer.createStatement().executeUpdate("UPDATE users SET name = 'X'");

      assertThat(json(service.get("/users")).get("users").findValuesAsText("name"))
          .containsExactly("Ada");
      writer.rollback();
    }
  }

  private static JsonNode json(HttpResponse<String> response) throws IOException {
    return new ObjectMapper().readTree(response.body());
  }
}
