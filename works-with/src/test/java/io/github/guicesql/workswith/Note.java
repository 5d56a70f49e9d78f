package io.github.guicesql.workswith;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import java.time.Instant;

/** What Hibernate keeps; public, as JPA wants it. */
@Entity
public class Note {

  @Id @GeneratedValue private Long id;
  private String text;
  private Instant at;

  protected Note() {}

  Note(String text, Instant at) {
    this.text = text;
    this.at = at;
  }

  Long id() {
    return id;
  }

  String text() {
    return text;
  }

  Instant at() {
    return at;
  }
}
