package io.github.guicesql.project;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What a user of the published artifacts, those of the bill of materials, can name. */
final class PublishedTypes {

  private static final Path BOM = Path.of("../guice-sql-bom/pom.xml");
  private static final Pattern ARTIFACT =
      Pattern.compile("<artifactId>guice-((?!sql-bom)[\\w-]+)<");
  private static final String ROOT = "io.github.guicesql.";
  private static final Map<String, List<JavaClass>> TYPES =
      artifacts().stream().collect(toMap(identity(), PublishedTypes::imported));

  private PublishedTypes() {}

  /**
   * As {@code guice-sqlmodule} or {@code guice-sql-micrometer}; the packages of one begin with
   * {@code io.github.guicesql.sqlmodule}, or {@code io.github.guicesql.micrometer}.
   */
  static List<String> artifacts() {
    try {
      return ARTIFACT
          .matcher(Files.readString(BOM))
          .results()
          .map(match -> "guice-" + match.group(1))
          .distinct()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The public types of one artifact, nested ones too, none of those that are no API. */
  static List<JavaClass> of(String artifact) {
    return TYPES.getOrDefault(artifact, List.of());
  }

  private static List<JavaClass> imported(String artifact) {
    return new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT + artifact.replaceFirst("guice-(sql-)?", ""))
            .stream()
            .filter(type -> !type.getPackageName().contains(".internal"))
            .filter(PublishedTypes::isPublic)
            .toList();
  }

  private static boolean isPublic(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.PUBLIC)
        && type.getEnclosingClass().map(PublishedTypes::isPublic).orElse(true);
  }

  /**
   * As it is written in a source that imports the outermost one: {@code LifecycleRegistry.Closer}.
   */
  static String name(JavaClass type) {
    return type.getName().substring(type.getPackageName().length() + 1).replace('$', '.');
  }

  static SortedSet<String> names(String artifact) {
    SortedSet<String> names = new TreeSet<>();
    of(artifact).forEach(type -> names.add(name(type)));
    return names;
  }
}
