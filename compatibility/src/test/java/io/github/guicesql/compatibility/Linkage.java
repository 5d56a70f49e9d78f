package io.github.guicesql.compatibility;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What classes ask of a library in their byte code, and the one on this class path does not have.
 *
 * @param library what the names of its classes begin with
 */
record Linkage(String library) {

  static final Linkage GUICE = new Linkage("com.google.inject.");

  /** javac says since 18 that an interface has them when they are called on one. */
  private static final Set<String> OBJECTS = Set.of("getClass", "equals", "hashCode", "toString");

  List<String> problems(Collection<JavaClass> classes) {
    List<String> problems = new ArrayList<>();
    for (JavaClass type : classes) {
      type.getDirectDependenciesFromSelf().stream()
          .filter(dependency -> isMissing(dependency.getTargetClass().getBaseComponentType()))
          .forEach(dependency -> problems.add(dependency.getDescription()));
      type.getAccessesFromSelf().stream()
          .filter(access -> mayBeLibrarys(access.getTarget()) && !resolves(access.getTarget()))
          .map(JavaAccess::getDescription)
          .forEach(problems::add);
      unimplemented(type).stream()
          .map(method -> type.getName() + " lacks " + method.getFullName())
          .forEach(problems::add);
    }
    return problems;
  }

  private boolean isLibrarys(JavaClass type) {
    return type.getName().startsWith(library);
  }

  /** The owner of what a class inherits is, in its byte code, the class itself. */
  private boolean mayBeLibrarys(AccessTarget target) {
    JavaClass owner = target.getOwner();
    return isLibrarys(owner)
        || Stream.concat(owner.getAllRawSuperclasses().stream(), owner.getAllRawInterfaces().stream())
            .anyMatch(this::isLibrarys);
  }

  private boolean isMissing(JavaClass type) {
    return isLibrarys(type) && !type.isFullyImported();
  }

  /** By name, parameters and result, in its owner or what that extends, as the JVM looks for it. */
  private static boolean resolves(AccessTarget target) {
    return target.resolveMember().isPresent() || OBJECTS.contains(target.getName());
  }

  private List<JavaMethod> unimplemented(JavaClass type) {
    if (type.getModifiers().contains(JavaModifier.ABSTRACT)) {
      return List.of();
    }
    return type.getAllMethods().stream()
        .filter(method -> isLibrarys(method.getOwner()))
        .filter(method -> method.getModifiers().contains(JavaModifier.ABSTRACT))
        .filter(method -> type.getAllMethods().stream().noneMatch(other -> implement(other, method)))
        .toList();
  }

  private static boolean implement(JavaMethod method, JavaMethod declared) {
    return !method.getModifiers().contains(JavaModifier.ABSTRACT)
        && method.getName().equals(declared.getName())
        && method.getDescriptor().equals(declared.getDescriptor());
  }
}
