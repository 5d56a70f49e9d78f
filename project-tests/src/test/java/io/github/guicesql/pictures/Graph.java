package io.github.guicesql.pictures;

import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.grapher.AbstractInjectorGrapher;
import com.google.inject.grapher.BindingEdge;
import com.google.inject.grapher.DependencyEdge;
import com.google.inject.grapher.Edge;
import com.google.inject.grapher.ImplementationNode;
import com.google.inject.grapher.InstanceNode;
import com.google.inject.grapher.InterfaceNode;
import com.google.inject.grapher.NodeId;
import com.google.inject.name.Named;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What Guice's grapher finds from some keys on, depth first: the grapher's own order depends on
 * hash codes, and changes from run to run. What Guice puts between a key and its instance, such as
 * an optional binding's own providers, is not a node.
 */
final class Graph {

  /**
   * A node.
   *
   * @param key the key that it is bound under
   * @param provider the name of the provider's class, or nothing if this is the key itself
   */
  record Node(Key<?> key, String provider) {

    private static Node of(Key<?> key) {
      boolean hidden = isGuices(key.getAnnotationType());
      return new Node(hidden ? Key.get(key.getTypeLiteral()) : key, "");
    }

    /** What to write into the node's box. */
    List<String> lines() {
      if (!provider.isEmpty()) {
        return List.of(provider);
      }
      List<String> lines = new ArrayList<>();
      lines.add(key.getTypeLiteral().getRawType().getSimpleName());
      if (key.getAnnotation() instanceof Named named) {
        lines.add("@Named(\"" + named.value() + "\")");
      }
      return lines;
    }
  }

  /** An arrow. */
  record Arrow(Node from, Node to) {}

  private final Map<NodeId, Node> nodes = new HashMap<>();
  private final Set<Arrow> arrows = new HashSet<>();
  private final List<Node> roots;

  private Graph(List<Node> roots) {
    this.roots = roots;
  }

  /** Follows the dependencies of some keys, as far as they can be seen from this injector. */
  static Graph of(Injector injector, List<Key<?>> roots) {
    Graph graph = new Graph(roots.stream().map(Node::of).toList());
    try {
      graph.new Grapher().graph(injector, Set.copyOf(roots));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return graph;
  }

  /** The nodes: each key that the graph begins with, followed by what it leads to. */
  Set<Node> nodes() {
    Set<Node> found = new LinkedHashSet<>();
    roots.forEach(root -> visit(root, found));
    return found;
  }

  private void visit(Node node, Set<Node> found) {
    if (found.add(node)) {
      arrowsFrom(node).forEach(arrow -> visit(arrow.to(), found));
    }
  }

  /** The arrows, in the order of the nodes at which they begin. */
  List<Arrow> arrows() {
    return nodes().stream().flatMap(node -> arrowsFrom(node).stream()).toList();
  }

  private List<Arrow> arrowsFrom(Node node) {
    return arrows.stream()
        .filter(arrow -> arrow.from().equals(node))
        .sorted(Comparator.comparing(arrow -> arrow.to().lines().toString()))
        .toList();
  }

  private static boolean isGuices(Class<?> type) {
    return type != null && type.getName().startsWith("com.google.inject.internal.");
  }

  /** Collects; its instance is used once. */
  private final class Grapher extends AbstractInjectorGrapher {

    private final List<Edge> edges = new ArrayList<>();

    @Override
    protected void reset() {
      edges.clear();
    }

    @Override
    protected void newInterfaceNode(InterfaceNode node) {
      nodes.put(node.getId(), Node.of(node.getId().getKey()));
    }

    @Override
    protected void newImplementationNode(ImplementationNode node) {
      nodes.put(node.getId(), Node.of(node.getId().getKey()));
    }

    @Override
    protected void newInstanceNode(InstanceNode node) {
      Class<?> type = node.getInstance().getClass();
      Key<?> key = node.getId().getKey();
      boolean provides =
          node.getInstance() instanceof com.google.inject.Provider<?> && !isGuices(type);
      nodes.put(node.getId(), provides ? new Node(key, type.getSimpleName()) : Node.of(key));
    }

    @Override
    protected void newDependencyEdge(DependencyEdge edge) {
      edges.add(edge);
    }

    @Override
    protected void newBindingEdge(BindingEdge edge) {
      edges.add(edge);
    }

    @Override
    protected void postProcess() {
      for (Edge edge : edges) {
        Arrow arrow = new Arrow(nodes.get(edge.getFromId()), nodes.get(edge.getToId()));
        if (!arrow.from().equals(arrow.to())) {
          arrows.add(arrow);
        }
      }
    }
  }
}
