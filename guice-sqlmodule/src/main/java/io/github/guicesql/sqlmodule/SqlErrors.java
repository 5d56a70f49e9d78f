package io.github.guicesql.sqlmodule;

import com.google.inject.ConfigurationException;
import com.google.inject.CreationException;
import com.google.inject.ProvisionException;
import com.google.inject.spi.Message;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds this library's errors in whatever exception wraps them.
 *
 * <p>Guice keeps the cause of a {@code CreationException} or {@code ProvisionException} only when
 * there is exactly one; several causes are only in its error messages. This class searches both, as
 * well as causes and suppressed exceptions.
 */
public final class SqlErrors {

  private SqlErrors() {}

  /**
   * Returns the first error of this library in {@code thrown}, outermost first, or empty if there
   * is none.
   */
  public static Optional<SqlModuleException> find(Throwable thrown) {
    return findAll(thrown).stream().findFirst();
  }

  /**
   * Returns the first error of this library in {@code thrown} that is of this type, outermost
   * first, or empty if there is none.
   */
  public static <T extends SqlModuleException> Optional<T> find(Throwable thrown, Class<T> type) {
    return findAll(thrown).stream().filter(type::isInstance).map(type::cast).findFirst();
  }

  /**
   * Returns every error of this library in {@code thrown}, outermost first. There can be several,
   * since two databases can fail at once.
   */
  public static List<SqlModuleException> findAll(Throwable thrown) {
    List<SqlModuleException> found = new ArrayList<>();
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Throwable> queue = new ArrayDeque<>();
    add(thrown, seen, queue);
    while (!queue.isEmpty()) {
      Throwable next = queue.remove();
      if (next instanceof SqlModuleException ours) {
        found.add(ours);
      }
      add(next.getCause(), seen, queue);
      for (Message message : messages(next)) {
        add(message.getCause(), seen, queue);
      }
      for (Throwable suppressed : next.getSuppressed()) {
        add(suppressed, seen, queue);
      }
    }
    return List.copyOf(found);
  }

  private static void add(@Nullable Throwable thrown, Set<Throwable> seen, Deque<Throwable> queue) {
    if (thrown != null && seen.add(thrown)) {
      queue.add(thrown);
    }
  }

  private static Collection<Message> messages(Throwable thrown) {
    if (thrown instanceof CreationException creation) {
      return creation.getErrorMessages();
    }
    if (thrown instanceof ProvisionException provision) {
      return provision.getErrorMessages();
    }
    if (thrown instanceof ConfigurationException configuration) {
      return configuration.getErrorMessages();
    }
    return List.of();
  }
}
