package io.github.guicesql.sqltest;

/** Gives each test a copy of the template. */
record CopiedPlaces(Template template) implements TestPlaces {

  @Override
  public Opened open(Opened.Modules modules) throws InterruptedException {
    Place copy = template.take();
    try {
      return Opened.on(copy, modules);
    } catch (Throwable e) {
      template.giveBack(copy);
      throw e;
    }
  }

  @Override
  public void giveBack(Opened closed) {
    template.giveBack(closed.place());
  }

  /** The template is for other classes, too, and drops its copies itself. */
  @Override
  public void close() {}
}
