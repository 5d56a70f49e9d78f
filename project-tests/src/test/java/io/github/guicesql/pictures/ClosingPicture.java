package io.github.guicesql.pictures;

import io.github.guicesql.pictures.Svg.Paint;

/** Closing over time: who has until the drain is over, who is refused, who is aborted. */
final class ClosingPicture {

  private static final double LANES = 235;
  private static final double CLOSE = LANES + 130;
  private static final double POOL = CLOSE + 120;
  private static final double DEADLINE = POOL + 290;
  private static final double CLOSED = DEADLINE + 110;
  private static final double END = CLOSED + 110;
  private static final double LANE = 40;

  private final Svg svg = new Svg("What becomes of connections while the registry closes");
  private double y = 62;

  String draw() {
    time(CLOSE, "registry.close()");
    time(POOL, "the pool's turn");
    time(DEADLINE, "the drain is over");
    lane("what is newer than the pool", LANES, POOL, Paint.GREEN, "in use", "closed first");
    lane("a borrower that is quick", CLOSE - 80, POOL + 120, Paint.BLUE, "borrowed", "returned");
    lane(
        "a borrower that is slow",
        CLOSE - 50,
        DEADLINE,
        Paint.BLUE,
        "borrowed",
        "aborted; what still runs is ended");
    lane(
        "one that waits for a connection",
        CLOSE + 10,
        POOL,
        Paint.YELLOW,
        "waits",
        "refused: 08003");
    lane("one that asks now", POOL + 60, POOL + 74, Paint.RED, "", "refused at once: 08003");
    lane("idle connections", LANES, CLOSED, Paint.GREY, "idle", "closed");
    lane("what is older than the pool", LANES, END, Paint.GREEN, "in use", "closed last");
    svg.dashes(CLOSE, 44, CLOSE, y);
    svg.dashes(POOL, 44, POOL, y);
    svg.dashes(DEADLINE, 44, DEADLINE, y);
    return svg.drawn(END + 130, y + 10);
  }

  private void time(double x, String what) {
    svg.text(x, 34, "middle", what);
  }

  private void lane(String who, double from, double to, Paint paint, String state, String end) {
    svg.text(LANES - 15, y + 17, "end", who);
    svg.bar(from, y, to - from, paint, state);
    svg.text(to + 8, y + 17, "start", end);
    y += LANE;
  }
}
