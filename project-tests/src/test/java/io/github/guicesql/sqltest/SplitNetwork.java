package io.github.guicesql.sqltest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Machines that are network namespaces, each with an address of its own, on a bridge that this
 * process reaches.
 */
final class SplitNetwork {

  private final String name;
  private final String net;
  private final int machines;
  private final Path output;

  /**
   * Creates nothing yet.
   *
   * @param output the file for the output of programs
   */
  SplitNetwork(int machines, Path output) {
    int number = ThreadLocalRandom.current().nextInt(1, 255);
    name = "split" + number;
    net = "10.231." + number + ".";
    this.machines = machines;
    this.output = output;
  }

  void create() throws IOException {
    ip("link add " + name + " type bridge");
    ip("addr add " + net + "1/24 dev " + name);
    ip("link set " + name + " up");
    for (int machine = 0; machine < machines; machine++) {
      ip("netns add " + space(machine));
      ip("link add " + link(machine) + " type veth peer name eth0 netns " + space(machine));
      ip("link set " + link(machine) + " master " + name + " up");
      within(machine, "addr add " + address(machine) + "/24 dev eth0");
      within(machine, "link set eth0 up");
      within(machine, "link set lo up");
    }
  }

  /** Returns a machine's address. */
  String address(int machine) {
    return net + (machine + 2);
  }

  /** Returns the beginning of a command that runs on a machine, as this process's user. */
  List<String> command(int machine) {
    List<String> command = new ArrayList<>(asRoot());
    command.addAll(List.of("ip", "netns", "exec", space(machine)));
    if (!isRoot()) {
      command.addAll(List.of("sudo", "-n", "-u", System.getProperty("user.name")));
    }
    return command;
  }

  /** Takes a machine's cable out, as seen from all others. */
  void cut(int machine) throws IOException {
    ip("link set " + link(machine) + " down");
  }

  void heal(int machine) throws IOException {
    ip("link set " + link(machine) + " up");
  }

  /** Has what a machine sends vanish; it still receives. */
  void mute(int machine) throws IOException {
    within(machine, "route add blackhole " + net + "0/25");
  }

  void unmute(int machine) throws IOException {
    within(machine, "route del blackhole " + net + "0/25");
  }

  void remove() throws IOException {
    Commands.run(List.of("sh", "-c", removal()), output);
  }

  /** Returns a shell's command that removes all, as far as it is there. */
  String removal() {
    String sudo = isRoot() ? "" : "sudo -n ";
    List<String> commands = new ArrayList<>();
    for (int machine = 0; machine < machines; machine++) {
      commands.add(sudo + "ip netns del " + space(machine));
    }
    commands.add(sudo + "ip link del " + name);
    commands.add("true");
    return String.join("; ", commands);
  }

  private String space(int machine) {
    return name + "-" + machine;
  }

  private String link(int machine) {
    return name + "v" + machine;
  }

  private void within(int machine, String arguments) throws IOException {
    ip("-n " + space(machine) + " " + arguments);
  }

  private void ip(String arguments) throws IOException {
    List<String> command = new ArrayList<>(asRoot());
    command.add("ip");
    command.addAll(List.of(arguments.split(" ")));
    Commands.run(command, output);
  }

  private static List<String> asRoot() {
    return isRoot() ? List.of() : List.of("sudo", "-n");
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }
}
