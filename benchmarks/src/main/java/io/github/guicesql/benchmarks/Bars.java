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
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.labels.StandardCategoryItemLabelGenerator;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.CombinedDomainCategoryPlot;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.data.category.CategoryDataset;

/** Panels of bars, one below the other, dark on white: readable on a dark page, too. */
final class Bars {

  private static final int WIDTH = 2400;

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

  private Bars() {}

  static void write(Path file, int height, CategoryPlot... panels) throws IOException {
    CategoryAxis categories = new CategoryAxis();
    categories.setTickLabelFont(font(Font.PLAIN, 20));
    categories.setMaximumCategoryLabelLines(3);
    categories.setCategoryMargin(0.12);
    categories.setLowerMargin(0.01);
    categories.setUpperMargin(0.01);
    CombinedDomainCategoryPlot plot = new CombinedDomainCategoryPlot(categories);
    plot.setGap(20);
    for (CategoryPlot panel : panels) {
      plot.add(panel);
    }
    plot.setFixedLegendItems(panels[0].getLegendItems());

    JFreeChart chart = new JFreeChart(null, JFreeChart.DEFAULT_TITLE_FONT, plot, true);
    chart.setBackgroundPaint(Color.WHITE);
    chart.getLegend().setItemFont(font(Font.PLAIN, 22));
    chart.getLegend().setFrame(BlockBorder.NONE);
    ChartUtils.saveChartAsPNG(file.toFile(), chart, WIDTH, height);
  }

  static ValueAxis logarithmic() {
    LogAxis axis = new LogAxis();
    axis.setTickUnit(new NumberTickUnit(1));
    axis.setNumberFormatOverride(new DecimalFormat("#,##0.###"));
    return axis;
  }

  static ValueAxis linear(double step) {
    NumberAxis axis = new NumberAxis();
    axis.setTickUnit(new NumberTickUnit(step));
    axis.setNumberFormatOverride(new DecimalFormat("#,##0.##"));
    return axis;
  }

  static CategoryPlot panel(
      String title,
      CategoryDataset values,
      ValueAxis axis,
      double base,
      DoubleFunction<String> label) {
    axis.setLabel(title);
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
