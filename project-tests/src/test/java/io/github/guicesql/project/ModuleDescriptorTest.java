package io.github.guicesql.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Modules export their packages to everybody, but for internal ones. */
final class ModuleDescriptorTest {

  static List<ModuleDescriptor> modules() {
    return PublishedTypes.artifacts().stream()
        .map(artifact -> Path.of("..", artifact, "target/classes"))
        .filter(classes -> Files.exists(classes.resolve("module-info.class")))
        .map(classes -> ModuleFinder.of(classes).findAll().iterator().next().descriptor())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("modules")
  void exportsEachPackageThatIsNotInternal(ModuleDescriptor module) {
    assertThat(module.exports().stream().filter(one -> !one.isQualified()))
        .extracting(ModuleDescriptor.Exports::source)
        .containsExactlyInAnyOrderElementsOf(
            module.packages().stream().filter(name -> !name.contains(".internal")).toList());
  }

  @Test
  void allArtifactsButTheOneForTestsAreModules() {
    assertThat(modules()).hasSize(PublishedTypes.artifacts().size() - 1);
  }
}
