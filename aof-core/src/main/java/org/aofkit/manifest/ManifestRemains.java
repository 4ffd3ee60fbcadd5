package org.aofkit.manifest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.aofkit.io.FileName;
import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a manifest that can be read one by one, where the whole is refused: cut, in part
 * overwritten, with lines that contradict each other. Immutable.
 *
 * <p>Servers write the base first, then history, then the incrs with ascending numbers (measured
 * with Redis 7.0.15, 8.0.6 and Valkey 9.1.2). So lines that were lost behind a readable incr line
 * were incr lines.
 *
 * @param entries the readable lines in their order, each once; unlike those of a {@link Manifest}
 *     they may contradict each other
 * @param wholeUpToFirstIncr whether an incr line can be read, and everything in front of it
 * @param lostBehind whether something that can't be read stands at the end
 * @param lostAnywhere whether anything can't be read
 */
public record ManifestRemains(
    List<ManifestEntry> entries,
    boolean wholeUpToFirstIncr,
    boolean lostBehind,
    boolean lostAnywhere) {
  /** Nothing at all could be read. */
  public static final ManifestRemains NOTHING = new ManifestRemains(List.of(), false, false, false);

  /** Servers write some 45 bytes a line; what lies beyond so many bytes counts as lost. */
  private static final int MAX_BYTES = 1 << 20;

  private static final String TYPE_KEY = " type ";

  /** Copies the list. */
  public ManifestRemains {
    entries = List.copyOf(entries);
  }

  /**
   * Reads a manifest line by line, as this server reads a single line. The channel stays the
   * caller's, and stays open.
   *
   * @throws IOException if the channel can't be read
   */
  public static ManifestRemains read(ReadableByteChannel channel, Server server)
      throws IOException {
    ManifestLines lines = new ManifestLines(channel);
    List<ManifestEntry> entries = new ArrayList<>();
    boolean incrSeen = false;
    boolean whole = false;
    boolean lost = false;
    boolean lostBehind = false;
    boolean swallows = false;
    while (lines.next()) {
      // A line whose end was overwritten goes on up to the end of a later one, and hides it.
      lost |= swallows;
      swallows = false;
      if (lines.offset() >= MAX_BYTES) {
        lost = true;
        lostBehind = true;
        break;
      }
      if (lines.piece()[0] == '#') {
        continue;
      }
      byte[] piece = Arrays.copyOf(lines.piece(), lines.length());
      ManifestEntry entry = entry(piece, server);
      lostBehind = entry == null;
      if (entry == null) {
        entry = cutBehindType(piece, server);
        lost |= entry == null;
        swallows = true;
        lostBehind = true;
      }
      if (entry != null) {
        add(entries, entry, lines);
        if (entry.type() == ManifestType.INCR && !incrSeen) {
          incrSeen = true;
          whole = !lost;
        }
      }
    }
    return new ManifestRemains(entries, whole, lostBehind, lost | lostBehind);
  }

  /** The same lines, if it is known otherwise that some in front of the first incr are lost. */
  public ManifestRemains withLinesLost() {
    return new ManifestRemains(entries, false, lostBehind, true);
  }

  private static void add(List<ManifestEntry> entries, ManifestEntry entry, ManifestLines lines) {
    for (ManifestEntry known : entries) {
      if (known.name().equals(entry.name())
          && known.seq() == entry.seq()
          && known.type() == entry.type()) {
        return;
      }
    }
    entries.add(
        new ManifestEntry(
            entry.name(),
            entry.seq(),
            entry.type(),
            entry.extra(),
            lines.number(),
            lines.offset()));
  }

  private static @Nullable ManifestEntry entry(byte[] line, Server server) {
    return ManifestParser.parse(line, server) instanceof ManifestResult.Parsed parsed
            && parsed.manifest().entries().size() == 1
        ? parsed.manifest().entries().get(0)
        : null;
  }

  /**
   * A line that ends too early, or in NULs, but behind its type: that says it all, as servers write
   * the type last but for what only replication needs.
   */
  private static @Nullable ManifestEntry cutBehindType(byte[] piece, Server server) {
    String text = new String(piece, StandardCharsets.ISO_8859_1);
    int nul = text.indexOf(0);
    String read = nul < 0 ? text : text.substring(0, nul);
    int type = read.lastIndexOf(TYPE_KEY);
    int end = type + TYPE_KEY.length() + 1;
    if (type < 0 || read.length() < end || (nul < 0 && read.endsWith("\n"))) {
      return null;
    }
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    line.write(piece, 0, end);
    line.write('\n');
    return entry(line.toByteArray(), server);
  }

  /** The readable lines of one type. */
  public List<ManifestEntry> of(ManifestType type) {
    return entries.stream().filter(entry -> entry.type() == type).toList();
  }

  /** Whether a readable line names this file, as whatever type. */
  public boolean names(FileName name) {
    return entries.stream().anyMatch(entry -> entry.name().equals(name));
  }
}
