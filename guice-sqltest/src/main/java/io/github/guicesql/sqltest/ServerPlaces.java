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
    return new ServerCopies(server, server.copier(Objects.requireNonNull(template.database())));
  }

  private record ServerCopies(TestServer server, DatabaseCopier copier) implements Copies {

    @Override
    public Place copy() {
      return Place.of(server.copy(copier)).asMigrated();
    }

    @Override
    public boolean reset(Place used) {
      return server.reset(Objects.requireNonNull(used.database()), copier);
    }
  }
}
