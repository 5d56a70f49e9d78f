package io.github.guicesql.benchmarks;

import java.util.List;
import java.util.Locale;

/** Draws the writes per 100 ms of several runs as an SVG picture, one panel below the other. */
final class FailoverChart {

  /** A run with its name. */
  record Series(String title, List<Integer> perTenth) {}

  private static final int WIDTH = 860;
  private static final int PANEL = 190;
  private static final int LEFT = 56;
  private static final int TOP = 34;
  private static final int BAR = 5;

  private FailoverChart() {}

  /**
   * Returns the picture.
   *
   * @param fault the index of the bar in which the fault happened
   */
  static String draw(String title, int fault, List<Series> series) {
    int most =
        series.stream().flatMap(each -> each.perTenth.stream()).max(Integer::compare).orElse(1);
    int height = 50 + series.size() * PANEL;
    StringBuilder svg = new StringBuilder();
    svg.append(
        ("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                + " font-size=\"13\">%n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n")
            .formatted(WIDTH, height));
    text(svg, LEFT, 22, 16, title + ": acknowledged writes per 100 ms");
    for (int panel = 0; panel < series.size(); panel++) {
      panel(svg, 40 + panel * PANEL, fault, series.get(panel), Math.max(1, most));
    }
    return svg.append("</svg>\n").toString();
  }

  private static void panel(StringBuilder svg, int y, int fault, Series series, int most) {
    int bottom = y + PANEL - 40;
    int room = bottom - y - TOP;
    text(svg, LEFT, y + 20, 14, series.title);
    text(svg, 8, y + TOP + 10, 12, Integer.toString(most));
    text(svg, 8, bottom, 12, "0");
    for (int tenth = 0; tenth < series.perTenth.size(); tenth++) {
      double tall = (double) series.perTenth.get(tenth) * room / most;
      svg.append(
          String.format(
              Locale.ROOT,
              "<rect x=\"%d\" y=\"%.1f\" width=\"%d\" height=\"%.1f\" fill=\"#0072B2\"/>%n",
              LEFT + tenth * BAR,
              bottom - tall,
              BAR - 1,
              tall));
    }
    int x = LEFT + fault * BAR;
    svg.append(
        "<line x1=\"%1$d\" y1=\"%2$d\" x2=\"%1$d\" y2=\"%3$d\" stroke=\"#D55E00\"/>%n"
            .formatted(x, y + TOP - 6, bottom));
    text(svg, x + 4, y + TOP + 2, 12, "fault");
    for (int tenth = 0; tenth <= series.perTenth.size(); tenth += 10) {
      int second = (tenth - fault) / 10;
      text(svg, LEFT + tenth * BAR - 3, bottom + 16, 12, second + (second == 0 ? " s" : ""));
    }
  }

  private static void text(StringBuilder svg, int x, int y, int size, String text) {
    String escaped = text.replace("&", "&amp;").replace("<", "&lt;");
    svg.append(
        "<text x=\"%d\" y=\"%d\" font-size=\"%d\">%s</text>%n".formatted(x, y, size, escaped));
  }
}
