package io.github.guicesql.sqlmodule.config;

import java.io.Serializable;
import java.util.List;

/**
 * Thrown by a {@link SettingParser} for an invalid text. It must not contain the text itself: the
 * error that is created from it shows the value, masked if it is a secret.
 */
public final class InvalidValueException extends Exception {

  private static final long serialVersionUID = 1;

  private final Fault[] faults;

  /**
   * One fault in a text.
   *
   * @param wrong what is wrong, in a sentence
   * @param remedy what to write instead, in a sentence
   */
  public record Fault(String wrong, String remedy) implements Serializable {}

  /** Creates an exception for a text with one fault. */
  public InvalidValueException(String wrong, String remedy) {
    this(List.of(new Fault(wrong, remedy)));
  }

  /** Creates an exception for a text with several faults. */
  public InvalidValueException(List<Fault> faults) {
    super(faults.toString());
    this.faults = faults.toArray(Fault[]::new);
  }

  /** The faults, in the order of the text. */
  public List<Fault> faults() {
    return List.of(faults);
  }
}
