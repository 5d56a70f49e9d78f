package io.github.guicesql.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Does the one who follows a guide notice what would stop a reader? */
final class WalkthroughTest {

  @TempDir Path folder;

  private void follow(String guide) throws Exception {
    new Walkthrough(folder, Walkthrough.shell(folder), true).follow(Walkthrough.blocks(guide));
  }

  private static String block(String language, String... lines) {
    return "```" + language + "\n" + String.join("\n", lines) + "\n```\n";
  }

  private static String file(String... lines) {
    return "`a/b.xml`, a file:\n\n" + block("xml", lines);
  }

  private static String change(String... lines) {
    return "`a/b.xml` changes:\n\n" + block("diff", lines);
  }

  private void refused(String guide, String problem) {
    assertThatThrownBy(() -> follow(guide))
        .isInstanceOf(Walkthrough.Fault.class)
        .hasMessageContaining(problem);
  }

  @Test
  void filesAreWrittenAndCommandsRunBesideThem() throws Exception {
    follow(
        file("one", "", "two")
            + block("sh", "cat a/b.xml", "echo three  # a comment")
            + block("text", "one", "three"));
    assertThat(folder.resolve("a/b.xml")).hasContent("one\n\ntwo\n");
  }

  @Test
  void aDiffChangesEachOfItsPlaces() throws Exception {
    follow(
        file("one", "two", "three", "four", "five")
            + change(" one", "-two", "+2", "@@", "-four", "-five", "+4", "+", "+5"));
    assertThat(folder.resolve("a/b.xml")).hasContent("one\n2\nthree\n4\n\n5\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-two\n+2", "-tw\n+2", "-three\n-one", "+2"})
  void aDiffHasToBeClear(String diff) {
    refused(file("one", "two", "two", "three") + change(diff), "line 11: ");
  }

  @Test
  void aDiffChangesOnlyWhatIsThere() {
    refused(change("-one"), "there is no file");
    refused(file("one") + change("one"), "begins neither with +");
  }

  @Test
  void aFileHasAPathInsideTheFolder() {
    refused("It goes into `b.xml`:\n" + block("xml", "one"), "does not begin with a path");
    refused(block("java", "one"), "does not begin with a path");
    refused("`../b.xml`:\n" + block("xml", "one"), "no path inside the folder");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "bash", "console", "json"})
  void eachBlockHasARule(String language) {
    refused(block(language, "one"), "line 1: there is no rule for a block of");
  }

  @Test
  void aBlockEnds() {
    refused("```sh\necho one\n", "no end");
  }

  @ParameterizedTest
  @ValueSource(strings = {"exit 3", "false\ntrue", "no-such-command"})
  void aCommandSucceeds(String command) {
    refused(block("sh", command), "the command failed");
  }

  @Test
  void theOutputIsTheCommandsAndInOrder() throws Exception {
    String command = block("sh", "echo one", "echo two 2 2 >&2", "echo three");
    follow(command + block("text", "one", "two … 2", "…ree"));
    refused(command + block("text", "two 2 2", "one"), "in another place: one");
    refused(command + block("text", "on"), "lacks, or has in another place: on");
    refused(command + block("text", "one", "one"), "lacks, or has in another place: one");
    refused(block("text", "one"), "the output of no command");
    refused(command + file("one") + block("text", "one"), "the output of no command");
  }

  @Test
  void whatTheCallerRanIsNotRunAgain() throws Exception {
    Path guide = folder.resolveSibling(folder.getFileName() + ".md");
    Files.writeString(guide, block("sh", "install it  # once") + block("sh", "touch here"));
    try {
      Walkthrough.main(new String[] {guide.toString(), folder.toString(), "install it  # once"});
      assertThat(folder).isDirectoryContaining("glob:**/here");
    } finally {
      Files.delete(guide);
    }
  }
}
