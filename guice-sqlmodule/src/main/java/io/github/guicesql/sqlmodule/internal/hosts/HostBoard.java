package io.github.guicesql.sqlmodule.internal.hosts;

import io.github.guicesql.sqlmodule.internal.hosts.HostState.Reach;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a database's hosts, and what follows from it. It has no thread, asks nobody, and
 * has its time from a clock that is given. Thread-safe.
 */
public final class HostBoard {

  private static final class Host {
    private final String name;
    private Reach reach = Reach.UNKNOWN;
    private long heard;
    private long asked;
    private @Nullable HostStatus status;
    private @Nullable String fault;
    private @Nullable String problem;
    private @Nullable Duration behind;
    private boolean lost;

    Host(String name) {
      this.name = name;
    }

    boolean answers() {
      return reach == Reach.ANSWERING || reach == Reach.REFUSING;
    }

    HostState state(long now) {
      Duration silence = answers() ? Duration.ZERO : Duration.ofNanos(now - heard);
      return new HostState(name, reach, status, fault, problem, silence, behind);
    }
  }

  /**
   * The time is looked at several times a second. A longer pause means that this process did not
   * run: its machine was suspended, or has far too much to do.
   */
  private static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Object lock = new Object();
  private final long deadAfterNanos;
  private final LongSupplier clock;
  private final List<Host> hosts = new ArrayList<>(); // guarded by lock, as all below
  private final List<HostListener> listeners = new ArrayList<>();
  private final Lag lag = new Lag();
  private long began;
  private long judged;
  private @Nullable String system;
  private long timeline;
  private int writer = HostView.NONE;
  private boolean settled;
  private volatile HostView view;

  /**
   * Creates a board of hosts of which nothing is known.
   *
   * @param clock the time in nanoseconds, of any origin
   */
  public HostBoard(List<String> names, Duration deadAfter, LongSupplier clock) {
    deadAfterNanos = deadAfter.toNanos();
    this.clock = clock;
    names.forEach(name -> hosts.add(new Host(name)));
    judged = now();
    view = view(judged);
  }

  /** Returns the time, for {@link #answered}. */
  public long now() {
    return clock.getAsLong();
  }

  /** Records that the hosts are asked from now on: they have time to answer. */
  public void begin() {
    synchronized (lock) {
      began = now();
      judged = began;
      hosts.forEach(host -> host.heard = began);
    }
  }

  /** Returns what is known now. */
  public HostView view() {
    return view;
  }

  /** Adds a listener, which is told what changes from now on. */
  public void listen(HostListener listener) {
    synchronized (lock) {
      listeners.add(listener);
    }
  }

  /**
   * Records an answer. It is no news if the host has answered a later question meanwhile.
   *
   * @param asked when the question was sent: what the answer says may be as old
   */
  public void answered(int host, HostStatus status, long asked) {
    synchronized (lock) {
      long now = now();
      Host answering = hosts.get(host);
      answering.reach = Reach.ANSWERING;
      answering.heard = now;
      answering.problem = null;
      boolean isLatest = answering.status == null || asked - answering.asked >= 0;
      if (isLatest) {
        answering.asked = asked;
        answering.status = status;
      }
      judge(now);
      if (isLatest) {
        if (host == writer && status.position() > 0) {
          lag.written(asked, status.position());
        }
        answering.behind = status.primary() ? null : lag.behind(status.position());
      }
      publish(now);
    }
  }

  /** Returns whether the host has answered a question that was sent then or later. */
  public boolean hasAnsweredSince(int host, long time) {
    synchronized (lock) {
      Host asked = hosts.get(host);
      return asked.status != null && asked.asked - time >= 0;
    }
  }

  /** Records that a server has answered, but not the question: its last status still holds. */
  public void refused(int host, String problem) {
    synchronized (lock) {
      long now = now();
      Host refusing = hosts.get(host);
      refusing.reach = Reach.REFUSING;
      refusing.heard = now;
      refusing.problem = problem;
      judge(now);
      publish(now);
    }
  }

  /** Records that a host has not answered, or that its server is starting or stopping. */
  public void silent(int host, String problem) {
    synchronized (lock) {
      long now = now();
      Host silent = hosts.get(host);
      if (silent.reach != Reach.DEAD) {
        silent.reach = Reach.SILENT;
      }
      silent.problem = problem;
      judge(now);
      publish(now);
    }
  }

  /** Notices what follows from the time alone. */
  public void tick() {
    synchronized (lock) {
      long now = now();
      if (judge(now)) {
        publish(now);
      } else {
        view = view(now); // how long a host has not answered is no news, but has to be true
      }
    }
  }

  /** Draws the conclusions, and returns whether there are any without a new answer. */
  private boolean judge(long now) {
    boolean changed = false;
    if (now - judged > STALL_NANOS) {
      giveTime(now);
    }
    judged = now;
    for (Host host : hosts) {
      if (host.reach != Reach.DEAD && now - host.heard >= deadAfterNanos) {
        host.reach = Reach.DEAD;
        changed = true;
      }
    }
    boolean allHeard = hosts.stream().noneMatch(host -> host.reach == Reach.UNKNOWN);
    if (!settled && (allHeard || now - began >= deadAfterNanos)) {
      settled = true;
      changed = true;
    }
    identify();
    findFaults();
    writer = chosenWriter();
    return changed;
  }

  /**
   * Gives each host half of its limit anew after this process has not run: what a host has answered
   * meanwhile was not read yet.
   */
  private void giveTime(long now) {
    long earliest = now - deadAfterNanos / 2;
    hosts.forEach(host -> host.heard = later(host.heard, earliest));
    began = later(began, earliest);
  }

  private static long later(long one, long other) {
    return one - other > 0 ? one : other; // the clock may wrap
  }

  /**
   * Finds out which database this is. It becomes another one only if each host says so, as after a
   * cluster was created anew; a stray server must never take the place of one that is away.
   */
  private void identify() {
    Set<String> systems = systems();
    if (settled && systems.size() == 1) {
      String only = systems.iterator().next();
      if (!only.equals(system)) {
        if (system != null) {
          lag.clear();
        }
        system = only;
        timeline = 0;
      }
    }
    for (Host host : hosts) {
      HostStatus status = host.status;
      if (host.answers() && status != null && status.primary() && isOurs(status)) {
        timeline = Math.max(timeline, status.timeline());
      }
    }
  }

  /** Returns the systems that the hosts have last reported, those that are away included. */
  private Set<String> systems() {
    Set<String> systems = new TreeSet<>();
    for (Host host : hosts) {
      if (host.status != null && !host.status.system().isEmpty()) {
        systems.add(host.status.system());
      }
    }
    return systems;
  }

  private boolean isOurs(HostStatus status) {
    return system == null || status.system().isEmpty() || status.system().equals(system);
  }

  private void findFaults() {
    for (Host host : hosts) {
      HostStatus status = host.status;
      if (status == null) {
        host.fault = null;
      } else if (!isOurs(status)) {
        host.fault = "of another database system, " + status.system();
      } else if (status.primary() && status.timeline() > 0 && status.timeline() < timeline) {
        host.fault = "superseded by timeline " + timeline;
      } else {
        host.fault = null;
      }
    }
  }

  private int chosenWriter() {
    int best = HostView.NONE;
    for (int host = 0; host < hosts.size(); host++) {
      HostStatus status = hosts.get(host).status;
      if (status != null
          && status.primary()
          && hosts.get(host).answers()
          && hosts.get(host).fault == null
          && (best == HostView.NONE || isBetter(host, status, best))) {
        best = host;
      }
    }
    return best;
  }

  /** Two primaries of one timeline cannot be told apart: the one in use is kept. */
  private boolean isBetter(int host, HostStatus status, int best) {
    HostStatus other = Objects.requireNonNull(hosts.get(best).status);
    if (status.timeline() != other.timeline()) {
      return status.timeline() > other.timeline();
    }
    if (status.readOnly() != other.readOnly()) {
      return !status.readOnly();
    }
    return host == writer;
  }

  private @Nullable String conflict() {
    if (!settled || system != null || systems().size() < 2) {
      return null;
    }
    StringBuilder text =
        new StringBuilder("The hosts are not copies of one database, but of different systems:");
    for (Host host : hosts) {
      if (host.status != null && !host.status.system().isEmpty()) {
        text.append(' ').append(host.name).append(" of ").append(host.status.system()).append(',');
      }
    }
    text.setLength(text.length() - 1);
    return text.append('.').toString();
  }

  private HostView view(long now) {
    return new HostView(
        hosts.stream().map(host -> host.state(now)).toList(), writer, settled, conflict());
  }

  private void publish(long now) {
    HostView next = view(now);
    view = next;
    listeners.forEach(listener -> listener.changed(next));
    for (int host = 0; host < hosts.size(); host++) {
      Host each = hosts.get(host);
      boolean lost = each.reach == Reach.DEAD || each.fault != null;
      if (lost && !each.lost) {
        String reason = next.hosts().get(host).toString();
        int index = host;
        listeners.forEach(listener -> listener.lost(index, reason));
      }
      each.lost = lost;
    }
  }
}
