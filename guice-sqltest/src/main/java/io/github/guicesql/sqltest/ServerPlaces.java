package io.github.guicesql.sqltest;

import java.util.Objects;

/** Databases on a server. */
record ServerPlaces(TestServer server) implements Places {

  @Override
  public Place create() {
    return Place.of(server.createDatabase());
  }

  @Override
  public Place copyOf(Place template) {
    return Place.of(server.copyOf(Objects.requireNonNull(template.database()))).asMigrated();
  }
}
