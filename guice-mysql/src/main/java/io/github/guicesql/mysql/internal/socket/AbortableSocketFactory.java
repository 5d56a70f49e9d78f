package io.github.guicesql.mysql.internal.socket;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Creates sockets with which MariaDB's driver can close a connection whose server is silent.
 *
 * <p>Before it closes a socket, the driver reads from it with a timeout of 3 ms. If another thread
 * is reading, which is what a silent server causes, this read waits for the other one without end,
 * and the socket is never closed. Such a socket closes as soon as this timeout is set.
 *
 * <p>It is public because the driver creates it by its name; no application needs it. Thread-safe.
 */
public final class AbortableSocketFactory extends SocketFactory {

  /** The timeout that the driver sets when it closes a connection, and that closes the socket. */
  public static final int CLOSING_MILLIS = 3;

  /** Creates a factory. */
  public AbortableSocketFactory() {}

  @Override
  public Socket createSocket() {
    return new AbortableSocket();
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port), null);
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return connected(
        new InetSocketAddress(host, port), new InetSocketAddress(localHost, localPort));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port), null);
  }

  @Override
  public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
      throws IOException {
    return connected(
        new InetSocketAddress(address, port), new InetSocketAddress(localAddress, localPort));
  }

  private static Socket connected(InetSocketAddress remote, @Nullable InetSocketAddress local)
      throws IOException {
    Socket socket = new AbortableSocket();
    try {
      socket.bind(local);
      socket.connect(remote);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static final class AbortableSocket extends Socket {
    @Override
    public synchronized void setSoTimeout(int timeout) throws SocketException {
      if (timeout != CLOSING_MILLIS) {
        super.setSoTimeout(timeout);
        return;
      }
      try {
        close();
      } catch (IOException e) {
        throw (SocketException) new SocketException("The socket did not close").initCause(e);
      }
    }
  }
}
