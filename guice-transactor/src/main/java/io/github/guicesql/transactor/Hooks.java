package io.github.guicesql.transactor;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The hooks of a transaction or of a nested call. */
final class Hooks {

  private static final Logger log = LoggerFactory.getLogger(Transactor.class);

  private List<Runnable> beforeCommit = List.of();
  private List<Runnable> afterCommit = List.of();
  private List<Runnable> afterRollback = List.of();

  /** Those of nested calls that have rolled back: they run however the transaction ends. */
  private List<Runnable> afterEnd = List.of();

  /** Adds to a list. Most transactions have no hooks, and need no lists for them. */
  private static List<Runnable> with(List<Runnable> hooks, List<Runnable> more) {
    if (more.isEmpty()) {
      return hooks;
    }
    List<Runnable> all = hooks.isEmpty() ? new ArrayList<>() : hooks;
    all.addAll(more);
    return all;
  }

  void beforeCommit(Runnable hook) {
    beforeCommit = with(beforeCommit, List.of(hook));
  }

  void afterCommit(Runnable hook) {
    afterCommit = with(afterCommit, List.of(hook));
  }

  void afterRollback(Runnable hook) {
    afterRollback = with(afterRollback, List.of(hook));
  }

  /** Takes over the hooks of a nested call that has become a part of this. */
  void addReleased(Hooks nested) {
    beforeCommit = with(beforeCommit, nested.beforeCommit);
    afterCommit = with(afterCommit, nested.afterCommit);
    afterRollback = with(afterRollback, nested.afterRollback);
    afterEnd = with(afterEnd, nested.afterEnd);
  }

  /** Takes over what is left of the hooks of a nested call that has rolled back. */
  void addRolledBack(Hooks nested) {
    afterEnd = with(afterEnd, nested.afterRollback);
    afterEnd = with(afterEnd, nested.afterEnd);
  }

  /** Runs the hooks; one of them may add further ones. */
  void runBeforeCommit() {
    for (int i = 0; i < beforeCommit.size(); i++) {
      beforeCommit.get(i).run();
    }
  }

  void committed(Label label) {
    run(afterEnd, "afterRollback", label);
    run(afterCommit, "afterCommit", label);
  }

  void rolledBack(Label label) {
    run(afterEnd, "afterRollback", label);
    run(afterRollback, "afterRollback", label);
  }

  private static void run(List<Runnable> hooks, String when, Label label) {
    for (Runnable hook : hooks) {
      try {
        hook.run();
      } catch (Throwable e) {
        log.error("{}: a hook of {} failed; the transaction had ended", label, when, e);
      }
    }
  }
}
