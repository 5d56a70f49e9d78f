package io.github.guicesql.sqlmodule.internal.dsn;

/**
 * One parameter that cannot be honoured. No part of its value is in here: see {@link
 * DsnSyntaxException}.
 *
 * @param keyword as the connection string's own syntax spells it
 * @param wrong what is wrong, to be read after the keyword
 * @param write what to write instead
 */
public record ParameterProblem(String keyword, String wrong, String write) {
  @Override
  public String toString() {
    return keyword + " " + wrong + ": " + write;
  }
}
