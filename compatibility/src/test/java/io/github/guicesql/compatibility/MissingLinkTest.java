package io.github.guicesql.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Would {@link Linkage} find it? Its classes here are compiled with a Guice that has more. */
final class MissingLinkTest {

  private static final Map<String, String> OTHER_GUICE =
      Map.of(
          "com/google/inject/Guice",
          """
          package com.google.inject;
          public final class Guice {
            public static final String NAME = new String("other");
            public static void other() {}
            public static Injector createInjector(String parameter) { return null; }
            public static Object createInjector(Module... modules) { return null; }
            public static Injector createInjector(Stage stage, Module... modules) { return null; }
          }
          """,
          "com/google/inject/Other",
          """
          package com.google.inject;
          public class Other extends Exception {
            public @interface Marker {}
          }
          """,
          "com/google/inject/Module",
          """
          package com.google.inject;
          public interface Module {}
          """,
          "com/google/inject/AbstractModule",
          """
          package com.google.inject;
          public abstract class AbstractModule implements Module {
            protected void other() {}
            protected <T> void requestInjection(TypeLiteral<T> type, T instance) {}
          }
          """,
          "com/google/inject/binder/LinkedBindingBuilder",
          """
          package com.google.inject.binder;
          public interface LinkedBindingBuilder<T> {
            ScopedBindingBuilder toProvider(jakarta.inject.Provider<? extends T> provider);
            ScopedBindingBuilder toProvider(com.google.inject.Key<?> provider);
          }
          """,
          "jakarta/inject/Provider",
          """
          package jakarta.inject;
          public interface Provider<T> {}
          """);

  private static final String FIXTURES =
      """
      import com.google.inject.*;
      import com.google.inject.binder.LinkedBindingBuilder;

      class Call { { Guice.other(); } }
      class CallInLambda { Runnable later = () -> Guice.other(); }
      class MethodReference { Runnable later = Guice::other; }
      class CallWithOtherParameter { { Guice.createInjector("parameter"); } }
      class CallForOtherResult { Object injector = Guice.createInjector(); }
      class CallOfItsOwnInheritance extends AbstractModule { { other(); } }
      class FieldAccess { Object name = Guice.NAME; }

      class Subclass extends Other {}
      class Field { Other[] field; }
      class TypeArgument { java.util.List<Other> field; }
      class InstanceOf { boolean check(Object object) { return object instanceof Other; } }
      class ClassLiteral { Class<?> type = Other.class; }
      class Throws { void run() throws Other {} }
      @Other.Marker class Annotated {}

      class LacksConfigure implements com.google.inject.Module {}

      class TypedRequest extends AbstractModule {
        { requestInjection(TypeLiteral.get(String.class), ""); }
      }
      class JakartaProvider {
        void bind(LinkedBindingBuilder<String> builder, jakarta.inject.Provider<String> provider) {
          builder.toProvider(provider);
        }
      }

      class Links {
        @Inject Injector injector = Guice.createInjector(Stage.PRODUCTION);
        Object instance = injector.getInstance(Key.get(String.class));
        void bind(LinkedBindingBuilder<?> builder) { builder.toProvider(Key.get(String.class)); }
      }
      """;

  @TempDir static Path folder;
  private static JavaClasses fixtures;

  /** Only the fixtures get a class file: the sources of Guice win over the jar, and leave none. */
  @BeforeAll
  static void compile() throws IOException {
    Path sources = folder.resolve("sources");
    for (Map.Entry<String, String> source : OTHER_GUICE.entrySet()) {
      write(sources.resolve(source.getKey() + ".java"), source.getValue());
    }
    Path file = folder.resolve("Fixtures.java");
    write(file, FIXTURES);
    Path classes = folder.resolve("classes");
    List<String> arguments =
        List.of(
            "-nowarn",
            "-proc:none",
            "-implicit:none",
            "-Xprefer:source",
            "-sourcepath",
            sources.toString(),
            "-classpath",
            System.getProperty("java.class.path"),
            "-d",
            classes.toString(),
            file.toString());

    int failed =
        ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));

    assertThat(failed).isZero();
    fixtures = new ClassFileImporter().importPath(classes);
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static List<String> problems(String fixture) {
    return Linkage.GUICE.problems(List.of(fixtures.get(fixture)));
  }

  @ParameterizedTest
  @CsvSource({
    "Call, Guice.other()",
    "CallInLambda, Guice.other()",
    "MethodReference, Guice.other()",
    "CallWithOtherParameter, Guice.createInjector(java.lang.String)",
    "CallForOtherResult, Guice.createInjector(",
    "CallOfItsOwnInheritance, CallOfItsOwnInheritance.other()",
    "FieldAccess, Guice.NAME",
    "LacksConfigure, LacksConfigure lacks com.google.inject.Module.configure",
  })
  void missingMember(String fixture, String member) {
    assertThat(problems(fixture)).singleElement().asString().contains(member);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Subclass",
        "Field",
        "TypeArgument",
        "InstanceOf",
        "ClassLiteral",
        "Throws",
        "Annotated"
      })
  void missingClass(String fixture) {
    assertThat(problems(fixture)).isNotEmpty().allSatisfy(it -> assertThat(it).contains("Other"));
  }

  @ParameterizedTest
  @CsvSource({"TypedRequest, requestInjection, 6", "JakartaProvider, toProvider, 7"})
  void methodThatCameWithALaterGuice(String fixture, String method, int version) {
    String module = Path.of("").toAbsolutePath().getFileName().toString();

    if (Integer.parseInt(module.replace("guice-", "")) < version) {
      assertThat(problems(fixture)).singleElement().asString().contains(method);
    } else {
      assertThat(problems(fixture)).isEmpty();
    }
  }

  @Test
  void nothingIsMissing() {
    assertThat(problems("Links")).isEmpty();
  }
}
