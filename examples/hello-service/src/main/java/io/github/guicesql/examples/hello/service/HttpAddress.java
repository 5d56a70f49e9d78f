package io.github.guicesql.examples.hello.service;

import io.github.guicesql.sqlmodule.config.ConfigKey;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * The address on which the HTTP server listens. {@code PORT} is 8080 by default, and 0 means any
 * free port. {@code BIND_ADDRESS} is by default one that only this machine can reach, since there
 * is no login.
 */
record HttpAddress(InetAddress host, int port) {

  private static final ConfigKey PORT = ConfigKey.named("PORT", "http.port");
  private static final ConfigKey HOST = ConfigKey.named("BIND_ADDRESS", "http.bind-address");

  static HttpAddress from(ConfigSource settings) throws SettingException {
    return new HttpAddress(host(settings), port(settings));
  }

  InetSocketAddress socketAddress() {
    return new InetSocketAddress(host, port);
  }

  private static InetAddress host(ConfigSource settings) throws SettingException {
    String text = settings.get(HOST).orElse("").strip();
    try {
      return text.isEmpty() ? InetAddress.getLoopbackAddress() : InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new SettingException(
          HOST + " = \"" + text + "\": there is no such address. Write 127.0.0.1, or 0.0.0.0.", e);
    }
  }

  private static int port(ConfigSource settings) throws SettingException {
    String text = settings.get(PORT).orElse("8080").strip();
    if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65_535) {
      throw new SettingException(
          PORT + " = \"" + text + "\": it is not a port. Write a number from 0 to 65535.", null);
    }
    return Integer.parseInt(text);
  }
}
