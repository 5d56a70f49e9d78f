package io.github.guicesql.sqlmodule.config;

import java.io.Serializable;
import java.util.List;

/**
 * A {@link SettingParser}'s verdict on a text. Never put the text itself into it: the error that is
 * made of it shows the value, masked if it is a secret.
 */
public final class InvalidValueException extends Exception {

  private static final long serialVersionUID = 1;

  private final Fault[] faults;

  /**
   * One thing wrong with a text.
   *
   * @param wrong what is wrong, in a sentence
   * @param remedy what to write instead, in a sentence
   */
  public record Fault(String wrong, String remedy) implements Serializable {}

  /** One thing is wrong. */
  public InvalidValueException(String wrong, String remedy) {
    this(List.of(new Fault(wrong, remedy)));
  }

  /** Several things are wrong. */
  public InvalidValueException(List<Fault> faults) {
    super(faults.toString());
    this.faults = faults.toArray(Fault[]::new);
  }

  /** What is wrong, in the order of the text. */
  public List<Fault> faults() {
    return List.of(faults);
  }
}
