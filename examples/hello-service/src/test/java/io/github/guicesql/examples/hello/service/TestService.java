package io.github.guicesql.examples.hello.service;

import com.google.inject.Guice;
import com.google.inject.Injector;
import io.github.guicesql.examples.users.UsersModule;
import io.github.guicesql.sqlite.SqliteModule;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;

/** The JSON service on a free port, on a real file. */
final class TestService implements AutoCloseable {

  private final HttpClient client = HttpClient.newHttpClient();
  private final LifecycleRegistry registry;
  private final DataSource db;
  private final HttpService service;
  private final URI uri;

  TestService(Path folder, Duration drain) throws Exception {
    registry = new LifecycleRegistry(drain);
    Injector injector = injector(folder, registry);
    db = injector.getInstance(SqlTokens.defaults().dbKey());
    service = injector.getInstance(HttpService.class);
    uri = service.start(new HttpAddress(InetAddress.getLoopbackAddress(), 0));
  }

  static Injector injector(Path folder, LifecycleRegistry registry) {
    ConfigSource settings =
        ConfigSource.map(Map.of("SQLITE_PATH", folder.resolve("test.db").toString()));
    return Guice.createInjector(
        LifecycleModule.using(registry),
        new SqliteModule(SqlOptions.defaults().withConfig(settings)),
        new UsersModule(),
        new HelloModule());
  }

  LifecycleRegistry registry() {
    return registry;
  }

  HttpService service() {
    return service;
  }

  DataSource db() {
    return db;
  }

  void execute(String sql) throws SQLException {
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(uri.resolve(path));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path));
  }

  HttpResponse<String> delete(String path) throws IOException, InterruptedException {
    return send(request(path).DELETE());
  }

  HttpResponse<String> post(String json) throws IOException, InterruptedException {
    return send(postRequest(json));
  }

  CompletableFuture<HttpResponse<String>> postLater(String json) {
    return client.sendAsync(postRequest(json).build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder postRequest(String json) {
    return request("/users")
        .header("Content-Type", "application/json; charset=utf-8")
        .POST(BodyPublishers.ofString(json));
  }

  HttpResponse<String> put(String path, String json) throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(json)));
  }

  @Override
  public void close() {
    registry.close();
  }
}
