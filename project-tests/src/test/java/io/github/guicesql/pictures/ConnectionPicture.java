package io.github.guicesql.pictures;

import io.github.guicesql.pictures.Svg.Box;
import io.github.guicesql.pictures.Svg.Paint;
import java.util.List;

/** The way of a connection: what happens when it is borrowed, and when it is given back. */
final class ConnectionPicture {

  private static final int WIDTH = 360;
  private static final int LEFT = 260;
  private static final int STEP = 92;

  /**
   * A layer between the feature and the database.
   *
   * @param name what it is
   * @param setBy what a service sets it by
   * @param borrowed what it does for {@code getConnection()}
   * @param returned what it does for {@code close()}
   */
  private record Layer(Paint paint, String name, String setBy, String borrowed, String returned) {}

  private static final List<Layer> LAYERS =
      List.of(
          new Layer(Paint.BLUE, "feature", "@Named(\"database.db\") DataSource", "", ""),
          new Layer(
              Paint.YELLOW,
              "decorators",
              "withDataSource, DatabaseListener.decorate and handOut",
              "getConnection()",
              "close()"),
          new Layer(
              Paint.GREEN,
              "the pool's entry",
              "starts the pool for its first borrower",
              "refused if the pool is closed",
              "first: the handle rolls back, sets back"),
          new Layer(
              Paint.GREEN,
              "HikariCP",
              "…_MAX_OPEN_CONNS and others, withPool",
              "an idle connection, or wait for one",
              "then: idle again, or evicted"),
          new Layer(
              Paint.GREEN,
              "the driver module's handle",
              "knows what is open",
              "a new one is opened and set up",
              "if evicted: closed"),
          new Layer(Paint.GREY, "JDBC driver", "…_DSN, SQLITE_PATH", "", ""),
          new Layer(Paint.GREY, "database", "", "", ""));

  private final Svg svg =
      new Svg("What happens when a connection is borrowed, and when it is given back");

  String draw() {
    double y = 20;
    Box above = null;
    for (Layer layer : LAYERS) {
      List<String> lines =
          layer.setBy().isEmpty() ? List.of(layer.name()) : List.of(layer.name(), layer.setBy());
      Box box = svg.box(LEFT, y, WIDTH, layer.paint(), lines);
      if (above != null) {
        double down = LEFT + WIDTH * 0.3;
        double back = LEFT + WIDTH * 0.7;
        svg.arrow(down, above.bottom(), down, box.y());
        svg.text(down - 10, (above.bottom() + box.y()) / 2 + 5, "end", layer.borrowed());
        if (!layer.returned().isEmpty()) {
          svg.arrow(back, above.bottom(), back, box.y());
          svg.text(back + 10, (above.bottom() + box.y()) / 2 + 5, "start", layer.returned());
        }
      }
      above = box;
      y += STEP;
    }
    return svg.drawn(2 * LEFT + WIDTH, y - 20);
  }
}
