package io.github.guicesql.workswith;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Inject;
import com.google.inject.Injector;
import com.google.inject.name.Named;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import io.javalin.Javalin;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests use a feature of the injector; the registry closes when the server has stopped. */
final class JavalinTest {

  static final class Answer {

    private final DataSource db;

    @Inject
    Answer(@Named(SqlTokens.DB) DataSource db) {
      this.db = db;
    }

    String answer() throws SQLException {
      return Services.query(db, "select 40 + 2");
    }
  }

  static Javalin server(Injector injector, LifecycleRegistry registry) {
    Answer answer = injector.getInstance(Answer.class);
    return Javalin.create(
        config -> {
          config.routes.get("/answer", request -> request.result(answer.answer()));
          config.events.serverStopped(registry::close);
        });
  }

  @RegisterExtension final Services services = new Services();

  @ParameterizedTest
  @EnumSource
  void itServesUntilItStops(Engine engine) throws Exception {
    AtomicBoolean closed = new AtomicBoolean();
    services.registry().register("observer", drain -> closed.set(true));
    Injector injector = services.start(engine);
    Javalin server = server(injector, services.registry()).start(0);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + "/answer")).build();
    assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body())
        .isEqualTo("42");
    server.stop();
    assertThat(closed).isTrue();
  }
}
