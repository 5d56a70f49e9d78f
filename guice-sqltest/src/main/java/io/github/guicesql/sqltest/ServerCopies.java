package io.github.guicesql.sqltest;

import java.util.Objects;

/** Makes copies of a database on its server, by one connection. */
final class ServerCopies implements Copies {

  private final TestServer server;
  private final DatabaseCopier copier;
  private final Administration administration;

  ServerCopies(TestServer server, TestDatabase template) {
    this.server = server;
    copier = server.copier(template);
    administration = server.administration();
  }

  private static TestDatabase database(Place place) {
    return Objects.requireNonNull(place.database());
  }

  @Override
  public Place copy() {
    return Place.of(server.copy(copier, administration)).asMigrated();
  }

  @Override
  public boolean reset(Place used) {
    return copier.canReset() && server.reset(database(used), copier, administration);
  }

  @Override
  public void drop(Place place) {
    server.drop(database(place), administration);
  }

  @Override
  public void close() {
    administration.close();
  }
}
