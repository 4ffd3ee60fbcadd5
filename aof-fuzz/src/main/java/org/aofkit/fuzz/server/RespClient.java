package org.aofkit.fuzz.server;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A small blocking client for a server on the loopback interface. It trusts the server. Not safe
 * for use by several threads at once.
 */
public final class RespClient implements AutoCloseable {
  private final Closeable socket;
  private final InputStream in;
  private final OutputStream out;

  private RespClient(Closeable socket, InputStream in, OutputStream out) {
    this.socket = socket;
    this.in = new BufferedInputStream(in, 1 << 16);
    this.out = out;
  }

  /** Connects to a server's UNIX socket. Reads wait as long as the server lives. */
  public static RespClient connect(Path socket) throws IOException {
    SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    return new RespClient(
        channel, Channels.newInputStream(channel), Channels.newOutputStream(channel));
  }

  /**
   * Connects to a server on the loopback interface.
   *
   * @param port its port
   * @param timeout how long a connect or a read may take
   */
  public static RespClient connect(int port, Duration timeout) throws IOException {
    var socket = new Socket();
    try {
      int millis = Math.toIntExact(timeout.toMillis());
      socket.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), millis);
      socket.setSoTimeout(millis);
      socket.setTcpNoDelay(true);
      return new RespClient(socket, socket.getInputStream(), socket.getOutputStream());
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** Sends a command of text arguments (as UTF-8) and reads the reply. */
  public Reply call(String... arguments) throws IOException {
    return call(
        Arrays.stream(arguments)
            .map(text -> text.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new));
  }

  /** Sends a command and reads the reply. */
  public Reply call(byte[]... arguments) throws IOException {
    send(arguments);
    return read();
  }

  /** Sends a command only. */
  public void send(byte[]... arguments) throws IOException {
    var command = new ByteArrayOutputStream();
    command.writeBytes(ascii("*" + arguments.length + "\r\n"));
    for (byte[] argument : arguments) {
      command.writeBytes(ascii("$" + argument.length + "\r\n"));
      command.writeBytes(argument);
      command.writeBytes(ascii("\r\n"));
    }
    command.writeTo(out);
    out.flush();
  }

  /** Reads one reply. */
  public Reply read() throws IOException {
    String line = line();
    String rest = line.substring(1);
    return switch (line.charAt(0)) {
      case '+' -> new Reply.Status(rest);
      case '-' -> new Reply.Failure(rest);
      case ':' -> new Reply.Number(Long.parseLong(rest));
      case '$' -> bulk(Integer.parseInt(rest));
      case '*' -> array(Integer.parseInt(rest));
      default -> throw new IOException("unexpected reply: " + line);
    };
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private Reply bulk(int length) throws IOException {
    if (length < 0) {
      return new Reply.Bulk(null);
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length || in.readNBytes(2).length < 2) {
      throw new EOFException("the server closed the connection");
    }
    return new Reply.Bulk(bytes);
  }

  private Reply array(int length) throws IOException {
    if (length < 0) {
      return new Reply.Items(null);
    }
    List<Reply> list = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      list.add(read());
    }
    return new Reply.Items(list);
  }

  private String line() throws IOException {
    var line = new ByteArrayOutputStream();
    while (true) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("the server closed the connection");
      }
      if (next == '\n') {
        break;
      }
      if (next != '\r') {
        line.write(next);
      }
    }
    if (line.size() == 0) {
      throw new IOException("the server sent an empty line");
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
