package io.github.guicesql.examples.hello.mysql.legacy;

import java.sql.SQLException;

/** What the service does, before and after. */
public interface Greeter {

  /**
   * Greets somebody.
   *
   * @return how often this person has been greeted by now
   */
  int greet(String name) throws SQLException;
}
