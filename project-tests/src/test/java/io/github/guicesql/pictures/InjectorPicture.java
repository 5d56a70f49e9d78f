package io.github.guicesql.pictures;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Inject;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.Module;
import com.google.inject.name.Named;
import com.google.inject.spi.ExposedBinding;
import com.google.inject.spi.PrivateElements;
import io.github.guicesql.examples.users.Users;
import io.github.guicesql.examples.users.UsersModule;
import io.github.guicesql.pictures.Graph.Arrow;
import io.github.guicesql.pictures.Graph.Node;
import io.github.guicesql.pictures.Svg.Box;
import io.github.guicesql.pictures.Svg.Paint;
import io.github.guicesql.postgres.PostgresModule;
import io.github.guicesql.sqlite.SqliteModule;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;

/**
 * An injector with two databases: what Guice's grapher finds in it, a feature's boxes above, a
 * driver module's in its frame, and below what the frames share.
 */
final class InjectorPicture {

  /** A feature of the second database. */
  static final class Reports {

    @Inject
    Reports(@Named("database.reports.db") DataSource db) {
      requireNonNull(db);
    }
  }

  private static final class ReportsModule extends AbstractModule {

    @Override
    protected void configure() {
      bind(Reports.class);
    }
  }

  private static final int MARGIN = 20;
  private static final int SPACE = 15;
  private static final int FEATURES = 20;
  private static final int FRAMES = 150;
  private static final int INSIDE = 225;

  /** The frame of a driver module; its height depends on what is inside all of them. */
  private record Frame(double x, double right, String title) {}

  /** A database, and the module that provides it. */
  private record Driver(SqlTokens tokens, Module module) {}

  private static final Key<?> INJECTOR = Key.get(Injector.class);
  private static final ConfigSource CONFIG = ConfigSource.map(Map.of());
  private static final SqlOptions POSTGRES = SqlOptions.defaults().withConfig(CONFIG);
  private static final SqlOptions SQLITE = SqlOptions.named("reports").withConfig(CONFIG);

  private final List<Driver> drivers =
      List.of(
          new Driver(POSTGRES.database(), new PostgresModule(POSTGRES)),
          new Driver(SQLITE.database(), new SqliteModule(SQLITE)));
  private final Injector injector =
      Guice.createInjector(
          LifecycleModule.using(new LifecycleRegistry()),
          drivers.get(0).module(),
          drivers.get(1).module(),
          new UsersModule(),
          new ReportsModule());
  private final Map<Node, Box> boxes = new HashMap<>();
  private final Set<Arrow> arrows = new LinkedHashSet<>();
  private final Set<Node> shared = new LinkedHashSet<>();
  private final List<Frame> frames = new ArrayList<>();
  private final Svg svg = new Svg("Features inject the two keys that each driver module exposes");

  String draw() {
    double x = MARGIN;
    for (Driver driver : drivers) {
      x = drawDriver(driver, x) + 2 * MARGIN;
    }
    double bottom = bottom() + 3 * SPACE;
    for (Frame frame : frames) {
      svg.frame(frame.x(), FRAMES, frame.right() - frame.x(), bottom - FRAMES, frame.title());
    }
    for (Node node : shared) {
      put(node, 330, bottom + 2 * MARGIN, Paint.GREEN, node.lines());
    }
    drawFeatures();
    arrows.forEach(this::draw);
    return svg.drawn(x - MARGIN, bottom() + MARGIN);
  }

  private double bottom() {
    return boxes.values().stream().mapToDouble(Box::bottom).max().orElse(0);
  }

  /**
   * Draws a driver module: the exposed keys on the frame's edge, inside it what only its own
   * injector knows, and below it what the other one knows, too. Returns the frame's right edge.
   */
  private double drawDriver(Driver driver, double x) {
    ExposedBinding<?> binding = (ExposedBinding<?>) injector.getBinding(driver.tokens().dbKey());
    PrivateElements environment = binding.getPrivateElements();
    List<Key<?>> exposed = List.of(driver.tokens().dbKey(), driver.tokens().dialectKey());
    assertThat(environment.getExposedKeys()).containsExactlyInAnyOrderElementsOf(exposed);
    Node configuration = new Node(INJECTOR, "configuration of " + driver.tokens());
    Graph graph = Graph.of(environment.getInjector(), exposed);
    double key = x + SPACE;
    double inside = x + SPACE;
    for (Node node : graph.nodes()) {
      if (exposed.contains(node.key()) && node.provider().isEmpty()) {
        key = put(node, key, FRAMES - 24, Paint.YELLOW, node.lines()) + SPACE;
      } else if (exposed.contains(node.key())) {
        inside = put(node, inside, INSIDE, Paint.GREY, node.lines()) + 3 * SPACE;
      } else if (node.provider().isEmpty() && !node.key().equals(INJECTOR)) {
        shared.add(node);
      }
    }
    inside = put(configuration, inside, INSIDE, Paint.GREY, List.of("its configuration")) + SPACE;
    for (Arrow arrow : graph.arrows()) {
      if (exposed.contains(arrow.from().key())) { // not how a shared object is created
        boolean asks = arrow.to().key().equals(INJECTOR);
        arrows.add(asks ? new Arrow(arrow.from(), configuration) : arrow);
      }
    }
    double right = Math.max(key, inside);
    frames.add(new Frame(x, right, "private: " + driver.module().getClass().getSimpleName()));
    return right;
  }

  private void drawFeatures() {
    Graph graph = Graph.of(injector, List.of(Key.get(Users.class), Key.get(Reports.class)));
    arrows.addAll(graph.arrows());
    double left = MARGIN + 2 * SPACE;
    for (Node node : graph.nodes()) {
      if (node.key().equals(Key.get(Reports.class))) {
        left = boxes.get(new Node(SQLITE.database().dbKey(), "")).x();
      }
      if (!boxes.containsKey(node)) {
        left = put(node, left, FEATURES, Paint.BLUE, node.lines()) + 6 * SPACE;
      }
    }
  }

  /** Draws a node's box and returns its right edge. */
  private double put(Node node, double x, double y, Paint paint, List<String> lines) {
    double width = lines.stream().mapToDouble(Svg::widthOf).max().orElse(0);
    Box box = svg.box(x, y, width, paint, lines);
    boxes.put(node, box);
    return box.right();
  }

  private void draw(Arrow arrow) {
    Box from = boxes.get(arrow.from());
    Box to = boxes.get(arrow.to());
    if (from.y() == to.y()) {
      svg.arrow(from.right(), from.y() + 16, to.x(), to.y() + 16);
    } else if (shared.contains(arrow.to())) {
      double end = from.middle() < to.middle() ? to.x() : to.right();
      svg.arrow(from.middle(), from.bottom(), from.middle(), to.centre(), end, to.centre());
    } else {
      svg.arrow(from.middle(), from.bottom(), to.middle(), to.y());
    }
  }
}
