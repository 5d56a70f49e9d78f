package io.github.guicesql.sqlmodule.config;

/** Parses whole numbers from {@code min} to {@code max}. */
record WholeNumbers(int min, int max) implements SettingParser<Integer> {

  @Override
  public Integer parse(String text) throws InvalidValueException {
    String remedy = "Write a whole number from " + min + " to " + max + ".";
    try {
      int number = Integer.parseInt(text);
      if (number >= min && number <= max) {
        return number;
      }
      throw new InvalidValueException("It is out of range.", remedy);
    } catch (NumberFormatException e) {
      boolean tooLong = text.matches("[+-]?[0-9]+");
      throw new InvalidValueException(
          tooLong ? "It is out of range." : "It is not a whole number.", remedy);
    }
  }
}
