package io.github.guicesql.benchmarks;

import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.util.List;
import java.util.function.DoubleFunction;
import org.jfree.chart.ChartUtils;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.labels.StandardCategoryItemLabelGenerator;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.CombinedDomainCategoryPlot;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.data.category.CategoryDataset;
import org.jfree.data.category.DefaultCategoryDataset;

/** A run as one picture of medians: throughput as a ratio, and the longest wait. */
final class Plot {

  private static final int WIDTH = 2400;
  private static final int HEIGHT = 1400;
  private static final char NO_BREAK = '\u00a0';
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double SHORTEST_WAIT_MILLIS = 0.1;

  /** Okabe and Ito's, which colour-blind people can tell apart. */
  private static final List<Color> COLOURS =
      List.of(
          new Color(0x999999),
          new Color(0xE69F00),
          new Color(0x0072B2),
          new Color(0x56B4E9),
          new Color(0x009E73),
          new Color(0x7FD1B9),
          new Color(0xD55E00),
          new Color(0xCC79A7),
          new Color(0xF0E442),
          new Color(0x000000));

  private final Arguments arguments;
  private final Results results;

  Plot(Arguments arguments, Results results) {
    this.arguments = arguments;
    this.results = results;
  }

  void write(Path file) throws IOException {
    CategoryAxis works = new CategoryAxis();
    works.setTickLabelFont(font(Font.PLAIN, 20));
    works.setMaximumCategoryLabelLines(3);
    works.setCategoryMargin(0.12);
    works.setLowerMargin(0.01);
    works.setUpperMargin(0.01);
    CombinedDomainCategoryPlot plot = new CombinedDomainCategoryPlot(works);
    plot.setGap(20);
    String first = arguments.contenders().get(0).title();
    CategoryPlot throughput = panel("Throughput, ratio to " + first, ratios(), 1, Text::ratio);
    plot.add(throughput);
    plot.add(panel("Longest wait, ms", waits(), SHORTEST_WAIT_MILLIS, Text::brief));
    plot.setFixedLegendItems(throughput.getLegendItems());

    JFreeChart chart = new JFreeChart(null, JFreeChart.DEFAULT_TITLE_FONT, plot, true);
    chart.setBackgroundPaint(Color.WHITE);
    chart.getLegend().setItemFont(font(Font.PLAIN, 22));
    chart.getLegend().setFrame(BlockBorder.NONE);
    ChartUtils.saveChartAsPNG(file.toFile(), chart, WIDTH, HEIGHT);
  }

  private CategoryDataset ratios() {
    DefaultCategoryDataset ratios = new DefaultCategoryDataset();
    for (Cell cell : arguments.cells()) {
      results
          .ratio(Figure.PER_SECOND, cell, arguments.contenders().get(0))
          .ifPresent(
              ratio -> ratios.addValue(ratio.median(), cell.contender().title(), name(cell)));
    }
    return ratios;
  }

  private CategoryDataset waits() {
    DefaultCategoryDataset waits = new DefaultCategoryDataset();
    for (Cell cell : arguments.cells()) {
      double nanos = results.spread(cell, Figure.LONGEST::of).median();
      waits.addValue(nanos / NANOS_PER_MILLI, cell.contender().title(), name(cell));
    }
    return waits;
  }

  private static String name(Cell cell) {
    return cell.work().title + ", " + Text.threads(cell.threads()).replace(' ', NO_BREAK);
  }

  private static CategoryPlot panel(
      String title, CategoryDataset values, double base, DoubleFunction<String> label) {
    LogAxis axis = new LogAxis(title);
    axis.setTickUnit(new NumberTickUnit(1));
    axis.setNumberFormatOverride(new DecimalFormat("#,##0.###"));
    axis.setLabelFont(font(Font.BOLD, 22));
    axis.setTickLabelFont(font(Font.PLAIN, 20));
    axis.setUpperMargin(0.1);

    BarRenderer bars = new BarRenderer();
    bars.setBase(base);
    bars.setBarPainter(new StandardBarPainter());
    bars.setShadowVisible(false);
    bars.setItemMargin(0);
    bars.setDefaultItemLabelGenerator(
        new StandardCategoryItemLabelGenerator() {
          private static final long serialVersionUID = 1L;

          @Override
          public String generateLabel(CategoryDataset dataset, int row, int column) {
            return label.apply(dataset.getValue(row, column).doubleValue());
          }
        });
    bars.setDefaultItemLabelFont(font(Font.PLAIN, 15));
    bars.setDefaultItemLabelsVisible(true);
    for (int series = 0; series < values.getRowCount(); series++) {
      bars.setSeriesPaint(series, COLOURS.get(series % COLOURS.size()));
    }

    CategoryPlot panel = new CategoryPlot(values, null, axis, bars);
    panel.setBackgroundPaint(Color.WHITE);
    panel.setRangeGridlinePaint(Color.LIGHT_GRAY);
    panel.setRangeAxisLocation(AxisLocation.BOTTOM_OR_LEFT);
    panel.setOutlineVisible(false);
    return panel;
  }

  private static Font font(int style, int size) {
    return new Font(Font.SANS_SERIF, style, size);
  }
}
