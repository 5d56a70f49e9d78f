package io.github.guicesql.transactor;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The hooks of a transaction or of a nested call. */
final class Hooks {

  private static final Logger log = LoggerFactory.getLogger(Transactor.class);

  private final List<Runnable> beforeCommit = new ArrayList<>(0);
  private final List<Runnable> afterCommit = new ArrayList<>(0);
  private final List<Runnable> afterRollback = new ArrayList<>(0);

  /** Those of nested calls that have rolled back: they run however the transaction ends. */
  private final List<Runnable> afterEnd = new ArrayList<>(0);

  void beforeCommit(Runnable hook) {
    beforeCommit.add(hook);
  }

  void afterCommit(Runnable hook) {
    afterCommit.add(hook);
  }

  void afterRollback(Runnable hook) {
    afterRollback.add(hook);
  }

  /** Takes over the hooks of a nested call that has become a part of this. */
  void addReleased(Hooks nested) {
    beforeCommit.addAll(nested.beforeCommit);
    afterCommit.addAll(nested.afterCommit);
    afterRollback.addAll(nested.afterRollback);
    afterEnd.addAll(nested.afterEnd);
  }

  /** Takes over what is left of the hooks of a nested call that has rolled back. */
  void addRolledBack(Hooks nested) {
    afterEnd.addAll(nested.afterRollback);
    afterEnd.addAll(nested.afterEnd);
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
