package io.github.guicesql.sqltest;

import java.util.Objects;

/** Databases on a server. */
record ServerPlaces(TestServer server) implements Places {

  @Override
  public Place create() {
    return Place.of(server.createDatabase());
  }

  @Override
  public Copies copiesOf(Place template) {
    return new ServerCopies(server, Objects.requireNonNull(template.database()));
  }
}
