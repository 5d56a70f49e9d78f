package io.github.guicesql.pictures;

import java.util.List;
import java.util.Locale;

/**
 * An SVG picture without a background. Lines and the text outside of boxes are of a grey that has
 * the same contrast, 4.5 to 1, to white and to black; boxes bring a light background for their dark
 * text.
 */
final class Svg {

  /** A colour's two shades: a box's background and its border. */
  enum Paint {
    BLUE("#dbeafe", "#2563eb"),
    YELLOW("#fef3c7", "#b45309"),
    GREY("#e5e7eb", "#6b7280"),
    GREEN("#dcfce7", "#15803d"),
    RED("#fee2e2", "#dc2626");

    private final String light;
    private final String dark;

    Paint(String light, String dark) {
      this.light = light;
      this.dark = dark;
    }
  }

  /** A box, for arrows to start and end at. */
  record Box(double x, double y, double width, double height) {

    double middle() {
      return x + width / 2;
    }

    double centre() {
      return y + height / 2;
    }

    double right() {
      return x + width;
    }

    double bottom() {
      return y + height;
    }
  }

  static final double LINE = 17;

  private static final String OUTSIDE = "#767676";

  private final String title;
  private final StringBuilder frames = new StringBuilder();
  private final StringBuilder elements = new StringBuilder();

  /**
   * Creates an empty picture.
   *
   * @param title what it shows, for those who do not see it
   */
  Svg(String title) {
    this.title = title;
  }

  /** How wide a box has to be for a line of text. */
  static double widthOf(String text) {
    return 7.4 * text.length() + 24;
  }

  /** Draws a box round lines of text, the first of which is bold. */
  Box box(double x, double y, double width, Paint paint, List<String> lines) {
    Box box = new Box(x, y, width, LINE * lines.size() + 14);
    rectangle(elements, box, paint.light, paint.dark, "");
    for (int i = 0; i < lines.size(); i++) {
      inside(
          box.middle(),
          y + 4 + LINE * (i + 1),
          i == 0 ? " font-weight=\"bold\"" : "",
          lines.get(i));
    }
    return box;
  }

  /** Draws a bar with a text. */
  void bar(double x, double y, double width, Paint paint, String text) {
    Box bar = new Box(x, y, width, 24);
    rectangle(elements, bar, paint.light, paint.dark, "");
    inside(bar.middle(), y + 17, "", text);
  }

  /** Draws a dashed frame with a title in its lower right corner. */
  void frame(double x, double y, double width, double height, String title) {
    rectangle(frames, new Box(x, y, width, height), "none", OUTSIDE, " stroke-dasharray=\"5 4\"");
    text(x + width - 8, y + height - 9, "end", title);
  }

  private static void rectangle(
      StringBuilder target, Box box, String fill, String stroke, String more) {
    add(
        target,
        String.format(
            Locale.ROOT,
            "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"5\" fill=\"%s\""
                + " stroke=\"%s\" stroke-width=\"1.5\"%s/>",
            box.x,
            box.y,
            box.width,
            box.height,
            fill,
            stroke,
            more));
  }

  private void inside(double x, double y, String weight, String text) {
    add(
        elements,
        String.format(
            Locale.ROOT,
            "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\" fill=\"#111827\"%s>%s</text>",
            x,
            y,
            weight,
            escaped(text)));
  }

  /**
   * Writes a text outside of the boxes.
   *
   * @param anchor what of the text is at {@code x}: {@code start}, {@code middle} or {@code end}
   */
  void text(double x, double y, String anchor, String text) {
    add(
        elements,
        String.format(
            Locale.ROOT,
            "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\">%s</text>",
            x,
            y,
            anchor,
            OUTSIDE,
            escaped(text)));
  }

  /** Draws an arrow along straight lines from point to point, each an x and a y. */
  void arrow(double... points) {
    path(elements, points, " marker-end=\"url(#arrow)\"");
  }

  /** Draws a dashed line from point to point, behind everything else. */
  void dashes(double... points) {
    path(frames, points, " stroke-dasharray=\"5 4\"");
  }

  private static void path(StringBuilder target, double[] points, String more) {
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < points.length; i += 2) {
      path.append(
          String.format(Locale.ROOT, "%s%.1f %.1f", i == 0 ? "M" : "L", points[i], points[i + 1]));
    }
    add(
        target,
        String.format(
            Locale.ROOT,
            "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\"%s/>",
            path,
            OUTSIDE,
            more));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static void add(StringBuilder target, String element) {
    target.append("  ").append(element).append('\n');
  }

  /** The picture, of this size in pixels. */
  String drawn(double width, double height) {
    StringBuilder picture = new StringBuilder();
    add(
        picture,
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %1$.0f %2$.0f\" width=\"%1$.0f\""
                + " height=\"%2$.0f\" font-family=\"sans-serif\" font-size=\"13\">",
            width,
            height));
    add(picture, String.format(Locale.ROOT, "<title>%s</title>", escaped(title)));
    add(
        picture,
        String.format(
            Locale.ROOT,
            "<defs><marker id=\"arrow\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"7\""
                + " markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0L10 5L0 10z\" fill=\"%s\"/>"
                + "</marker></defs>",
            OUTSIDE));
    return picture.toString().strip() + "\n" + frames + elements + "</svg>\n";
  }
}
