package io.github.guicesql.workswith;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Inject;
import com.google.inject.Module;
import com.google.inject.name.Named;
import io.dropwizard.core.Application;
import io.dropwizard.core.Configuration;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.core.setup.Environment;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import ru.vyarus.dropwizard.guice.GuiceBundle;

/** The registry closes when the application has stopped. */
final class DropwizardGuiceyTest {

  @Path("/answer")
  public static final class AnswerResource {

    private final DataSource db;

    @Inject
    AnswerResource(@Named(SqlTokens.DB) DataSource db) {
      this.db = db;
    }

    @GET
    public String answer() throws SQLException {
      return Services.query(db, "select 40 + 2");
    }
  }

  static final class AnswerApplication extends Application<Configuration> {

    private final LifecycleRegistry registry;
    private final Module driver;
    private Server server = new Server();

    AnswerApplication(LifecycleRegistry registry, Module driver) {
      this.registry = registry;
      this.driver = driver;
    }

    @Override
    public void initialize(Bootstrap<Configuration> bootstrap) {
      bootstrap.addBundle(
          GuiceBundle.builder()
              .modules(LifecycleModule.using(registry), driver)
              .extensions(AnswerResource.class)
              .onApplicationShutdown(injector -> registry.close())
              .build());
    }

    @Override
    public void run(Configuration configuration, Environment environment) {
      environment.lifecycle().addServerLifecycleListener(started -> server = started);
    }
  }

  @RegisterExtension final Services services = new Services();

  @ParameterizedTest
  @EnumSource
  void itServesUntilItStops(Engine engine) throws Exception {
    AtomicBoolean closed = new AtomicBoolean();
    services.registry().register("observer", drain -> closed.set(true));
    AnswerApplication application =
        new AnswerApplication(services.registry(), engine.driver(services.options(engine)));
    application.run("server", "src/test/resources/dropwizard.yaml");
    int port = ((ServerConnector) application.server.getConnectors()[0]).getLocalPort();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/answer")).build();
    assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body())
        .isEqualTo("42");
    application.server.stop();
    assertThat(closed).isTrue();
  }
}
