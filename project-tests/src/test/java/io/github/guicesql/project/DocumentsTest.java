package io.github.guicesql.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The documents say what the code does: each Java block of one stands in a source that the build
 * compiles and a test runs, so do both sides of each diff, and each link inside the repository
 * leads somewhere. {@link GettingStartedTest} has stricter rules for the guides that it is about.
 */
final class DocumentsTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern JAVA_BLOCK = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern XML_BLOCK = Pattern.compile("```xml\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern DIFF_BLOCK = Pattern.compile("```diff\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern VERSION =
      Pattern.compile(
          "<(?:dependency|plugin)>\\s*<groupId>[^<]*</groupId>\\s*<artifactId>[^<]*</artifactId>\\s*"
              + "<version>([^<]*)</version>");
  private static final Pattern FENCED =
      Pattern.compile("^ *```.*?^ *```$", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern LINK = Pattern.compile("\\[[^]]*]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("^#{1,6} (.*)$", Pattern.MULTILINE);

  private static final List<String> SOURCES = sources();

  static List<Path> documents() throws IOException {
    return files(ROOT, ".md");
  }

  private static List<Path> files(Path folder, String ending) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(ending))
          .filter(file -> !ROOT.relativize(file).toString().contains("target"))
          .sorted()
          .toList();
    }
  }

  private static List<String> matches(Pattern pattern, Path document) throws IOException {
    return pattern.matcher(Files.readString(document)).results().map(DocumentsTest::group).toList();
  }

  private static String group(MatchResult match) {
    return match.group(1);
  }

  private static String withoutIndentation(String code) {
    return code.lines().map(String::strip).filter(line -> !line.isEmpty()).toList().toString();
  }

  private static String lines(String code) {
    String list = withoutIndentation(code);
    return list.substring(1, list.length() - 1);
  }

  private static String content(Path file) {
    try {
      return lines(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a diff leaves ('-') or makes ('+'), with the lines round it. */
  private static String side(String diff, String sign) {
    return diff.lines()
        .filter(line -> line.startsWith(sign) || line.startsWith(" "))
        .map(line -> line.substring(1))
        .collect(Collectors.joining("\n"));
  }

  private static List<String> sources() {
    try {
      return files(ROOT, ".java").stream().map(DocumentsTest::content).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void assertInASource(List<String> blocks, Path document) {
    for (String block : blocks) {
      String code = lines(block);
      assertThat(SOURCES)
          .withFailMessage("%s has a block that is in no source:%n%s", document, block)
          .anyMatch(source -> source.contains(code));
    }
  }

  static List<Path> documentsOfSnippets() throws IOException {
    return documents().stream().filter(one -> !GettingStartedTest.WALKS.contains(one)).toList();
  }

  @ParameterizedTest
  @MethodSource("documentsOfSnippets")
  void eachJavaBlockIsCompiledAndRun(Path document) throws IOException {
    assertInASource(matches(JAVA_BLOCK, document), document);
  }

  @ParameterizedTest
  @MethodSource("documentsOfSnippets")
  void bothSidesOfEachDiffAreCompiledAndRun(Path document) throws IOException {
    List<String> diffs = matches(DIFF_BLOCK, document);
    assertInASource(diffs.stream().map(diff -> side(diff, "-")).toList(), document);
    assertInASource(diffs.stream().map(diff -> side(diff, "+")).toList(), document);
  }

  @Test
  void whatTheMigratingGuideExcludesIsWhatAnEnforcerAccepted() throws IOException {
    String pom = content(ROOT.resolve("compatibility/enforcer/guice-5/pom.xml"));
    assertThat(matches(XML_BLOCK, ROOT.resolve("docs/guides/migrating.md")))
        .isNotEmpty()
        .allSatisfy(block -> assertThat(pom).contains(lines(block)));
  }

  @ParameterizedTest
  @MethodSource("documents")
  void eachLinkInsideTheRepositoryResolves(Path document) throws IOException {
    List<String> broken = new ArrayList<>();
    for (String link : links(document)) {
      if (!resolves(link, document)) {
        broken.add(link);
      }
    }
    assertThat(broken).isEmpty();
  }

  private static boolean resolves(String link, Path document) throws IOException {
    String[] parts = link.split("#", 2);
    Path target = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]);
    boolean heading = parts.length == 2 && target.toString().endsWith(".md");
    return Files.exists(target) && (!heading || anchors(target).contains(parts[1]));
  }

  /** As far as the root POM says: a version that is in it for another artifact passes, too. */
  @ParameterizedTest
  @MethodSource("documents")
  void eachVersionIsTheBuilds(Path document) throws IOException {
    assertThat(matches(VERSION, document))
        .allSatisfy(
            version -> assertThat(ROOT.resolve("pom.xml")).content().contains(">" + version + "<"));
  }

  private static List<String> links(Path document) throws IOException {
    String text = FENCED.matcher(Files.readString(document)).replaceAll("");
    return LINK.matcher(text)
        .results()
        .map(DocumentsTest::group)
        .filter(link -> !link.contains(":"))
        .toList();
  }

  /** What GitHub makes of the headings; a second one of the same words has a number. */
  static Set<String> anchors(Path document) throws IOException {
    String text = FENCED.matcher(Files.readString(document)).replaceAll("");
    Set<String> anchors = new LinkedHashSet<>();
    HEADING
        .matcher(text)
        .results()
        .map(DocumentsTest::group)
        .map(heading -> heading.strip().toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .forEach(
            anchor -> {
              int number = 0;
              while (!anchors.add(number == 0 ? anchor : anchor + "-" + number)) {
                number++;
              }
            });
    return anchors;
  }

  @Test
  void thereAreDocuments() throws IOException {
    assertThat(documents()).contains(ROOT.resolve("README.md"));
    assertThat(matches(JAVA_BLOCK, ROOT.resolve("README.md"))).isNotEmpty();
    assertThat(matches(DIFF_BLOCK, ROOT.resolve("docs/guides/migrating.md"))).isNotEmpty();
    assertThat(matches(VERSION, ROOT.resolve("docs/guides/testing.md"))).isNotEmpty();
    assertThat(anchors(ROOT.resolve("docs/guides/testing.md"))).contains("a-server-of-ones-own");
  }
}
