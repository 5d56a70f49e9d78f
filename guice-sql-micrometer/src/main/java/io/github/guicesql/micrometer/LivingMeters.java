package io.github.guicesql.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * The composites of all databases of this process that are not closed. Two injectors may give
 * databases of one name the same registry, such as while a service starts its new one before it
 * closes the old one. A registry has each meter once, so that the first one to close takes those of
 * the other with it, which has to have them back. Thread-safe.
 */
final class LivingMeters {

  /** The one static state here, since a registry may be the whole process's. */
  private static final Map<CompositeMeterRegistry, Tags> LIVING = new WeakHashMap<>();

  private LivingMeters() {}

  static void add(CompositeMeterRegistry composite, Tags tags) {
    synchronized (LIVING) {
      LIVING.put(composite, tags);
    }
  }

  /** Removes the meters of a composite, and gives those back that another one has, too. */
  static void remove(CompositeMeterRegistry composite) {
    synchronized (LIVING) {
      Tags tags = LIVING.remove(composite);
      Set<MeterRegistry> cleared = leaves(composite);
      composite.clear();
      // Its own close() would close the service's registries.
      List.copyOf(composite.getRegistries()).forEach(composite::remove);
      LIVING.forEach(
          (other, otherTags) -> {
            if (otherTags.equals(tags)) {
              giveBack(other, cleared);
            }
          });
    }
  }

  /**
   * A composite registers all of its meters in a registry that is new to it. All go first, since
   * one of them may be in another one, too.
   */
  private static void giveBack(CompositeMeterRegistry composite, Set<MeterRegistry> cleared) {
    List<MeterRegistry> lost =
        composite.getRegistries().stream()
            .filter(each -> !Collections.disjoint(leaves(each), cleared))
            .toList();
    lost.forEach(composite::remove);
    lost.forEach(composite::add);
  }

  /** The registries that have meters of their own: those in a registry of registries, or itself. */
  private static Set<MeterRegistry> leaves(MeterRegistry registry) {
    Set<MeterRegistry> leaves = Collections.newSetFromMap(new IdentityHashMap<>());
    if (registry instanceof CompositeMeterRegistry composite) {
      composite.getRegistries().forEach(each -> leaves.addAll(leaves(each)));
    } else {
      leaves.add(registry);
    }
    return leaves;
  }
}
