package io.github.guicesql.opentelemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import io.github.guicesql.sqlite.SqliteModule;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What spans have with OpenTelemetry's stable names. A process chooses its names once, so that the
 * spans are those of another one.
 */
@Timeout(120)
final class StableNamesTest {

  /** Writes the spans of two statements. */
  static final class Child {

    private Child() {}

    public static void main(String[] arguments) throws SQLException {
      InMemorySpanExporter spans = InMemorySpanExporter.create();
      OpenTelemetry telemetry =
          OpenTelemetrySdk.builder()
              .setTracerProvider(
                  SdkTracerProvider.builder()
                      .addSpanProcessor(SimpleSpanProcessor.create(spans))
                      .build())
              .build();
      try (LifecycleRegistry registry = new LifecycleRegistry()) {
        DataSource db =
            Guice.createInjector(
                    LifecycleModule.using(registry),
                    new OpenTelemetryModule(),
                    new SqliteModule(
                        SqlOptions.defaults()
                            .withConfig(ConfigSource.map(Map.of("SQLITE_PATH", ":memory:")))),
                    binder -> binder.bind(OpenTelemetry.class).toInstance(telemetry))
                .getInstance(SqlTokens.defaults().dbKey());
        try (Connection connection = db.getConnection();
            Statement statement = connection.createStatement();
            ResultSet one = statement.executeQuery("select 'geheim'");
            PreparedStatement prepared = connection.prepareStatement("select 'written', ?")) {
          assertThat(one.next()).isTrue();
          prepared.setString(1, "geheim");
          prepared.executeQuery().close();
        }
      }
      spans
          .getFinishedSpanItems()
          .forEach(span -> System.out.println("> " + span.getAttributes().asMap()));
    }
  }

  private static List<String> spans(String... options) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    builder.command().addAll(List.of(options));
    builder
        .command()
        .addAll(List.of("-cp", System.getProperty("java.class.path"), Child.class.getName()));
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), Charset.defaultCharset());
    assertThat(process.waitFor()).as(output).isZero();
    return output.lines().filter(line -> line.startsWith("> ")).toList();
  }

  /** It is OpenTelemetry that leaves it there, and the guide that says so. */
  @Test
  void thePreparedTextKeepsItsLiteralsWithTheStableNames() throws Exception {
    List<String> spans = spans("-Dotel.semconv-stability.opt-in=database");

    assertThat(spans).hasSize(2).allMatch(span -> span.contains("db.system.name=sqlite"));
    assertThat(spans.get(0)).contains("db.query.text=select ?");
    assertThat(spans.get(1)).contains("db.query.text=select 'written', ?");
    assertThat(spans.toString()).contains("db.namespace=").doesNotContain("geheim");
  }

  @Test
  void itDoesNotWithTheOldOnes() throws Exception {
    List<String> spans = spans();

    assertThat(spans).hasSize(2);
    assertThat(spans.get(1)).contains("db.statement=select ?, ?");
  }
}
