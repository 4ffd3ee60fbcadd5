package org.aofkit.rdb.salvage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aofkit.io.ByteSource;
import org.aofkit.lua.LuaRun;
import org.aofkit.rdb.RdbBoundary;
import org.aofkit.rdb.RdbBytes;
import org.aofkit.rdb.RdbDepth;
import org.aofkit.rdb.RdbHandler;
import org.aofkit.rdb.RdbOptions;
import org.aofkit.rdb.RdbReader;
import org.jspecify.annotations.Nullable;

/**
 * Gives up function libraries of which nothing shows that a server loads them. A server runs a
 * library when it loads it, and ends if that fails; where no checksum proves its text, a single
 * wrong letter in it would keep all keys from being loaded.
 */
final class UnprovenLibraries {
  private static final int MAGIC = 9;
  private static final int BUFFER = 1 << 16;
  private static final int MOST_NAME = 64;
  private static final int PATIENCE = 1 << 14;
  private static final int MOST_FUNCTIONS = 50_000;

  /** As many as are listed; of more nobody can say whether names of functions come twice. */
  private static final int MOST_CUTS = 10_000;

  private static final Pattern NAME =
      Pattern.compile("\\A#![^\\n]*?\\sname=[\"']?([A-Za-z0-9_]{1," + MOST_NAME + "})");

  private final RdbSalvage salvage;
  private final PiecedSource made;
  private final RdbBoundary head;
  private final Set<String> functions = new HashSet<>();

  private UnprovenLibraries(ByteSource source, RdbSalvage salvage, RdbBoundary head) {
    this.salvage = salvage;
    this.made = new PiecedSource(source, salvage.pieces());
    this.head = head;
  }

  /**
   * The same without libraries that may not be loaded, where the checksum proves nothing.
   *
   * @param source that the salvage is of; borrowed
   * @param head the dialect and the version of the image
   * @throws IOException if the source can't be read
   */
  static RdbSalvage without(
      ByteSource source, RdbSalvage salvage, SalvageOptions options, RdbBoundary head)
      throws IOException {
    boolean isUnproven =
        salvage.outcome() == RdbSalvage.Outcome.DAMAGED
            || salvage.outcome() == RdbSalvage.Outcome.CHECKSUM;
    return salvage.pieces().isEmpty() || !isUnproven
        ? salvage
        : new UnprovenLibraries(source, salvage, head).without(options);
  }

  private RdbSalvage without(SalvageOptions options) throws IOException {
    ByteWindow window = new ByteWindow(made, options.windowSize());
    Glance glance = new Glance(window, head.dialect(), head.version());
    List<LostRange> ranges = new ArrayList<>(salvage.ranges());
    PieceList pieces = new PieceList();
    Runs runs = new Runs(salvage);
    int cuts = 0;
    long kept = 0;
    long at = MAGIC;
    int patience = PATIENCE;
    Glance.Kind kind = glance.at(at);
    while (kind != Glance.Kind.END && kind != Glance.Kind.NONE && cuts < MOST_CUTS) {
      long end = glance.end();
      if (kind == Glance.Kind.OTHER && LostLibraries.isLibrary(glance)) {
        String why = why(at, end);
        if (why != null) {
          cuts++;
          ranges.add(new LostRange(runs.source(at), end - at, false, 0, why));
          runs.copy(kept, at, pieces);
          kept = end;
        }
      }
      if (--patience == 0) {
        patience = PATIENCE;
        if (options.cancelled().getAsBoolean()) {
          throw new CancellationException();
        }
      }
      at = end;
      kind = glance.at(at);
    }
    if (cuts == 0) {
      return salvage;
    }
    if (cuts == MOST_CUTS) {
      return RdbSalvage.hopeless(
          salvage.start(), salvage.end(), "more function libraries than are looked at");
    }
    runs.copy(kept, at, pieces);
    pieces.seal(made.original(), head.version());
    ranges.sort(Comparator.comparingLong(LostRange::offset));
    return salvage.withPieces(pieces.pieces(), ranges);
  }

  /** Why a library is given up; null if it is loaded whatever is wrong with it. */
  private @Nullable String why(long from, long end) throws IOException {
    Source source = new Source();
    RdbBoundary library = new RdbBoundary(from, head.dialect(), head.version(), 0);
    RdbReader.readStretch(made, library, end, new RdbOptions(BUFFER, true), RdbDepth.DEEP, source);
    byte[] text = source.text;
    List<String> names = text == null ? null : names(text);
    if (names != null && isFree(names)) {
      return null;
    }
    Matcher name = NAME.matcher(text == null ? "" : new String(text, StandardCharsets.ISO_8859_1));
    return "the function library"
        + (name.find() ? " " + name.group(1) : "")
        + ": without a checksum that matches nothing shows that servers load it";
  }

  private boolean isFree(List<String> names) {
    Set<String> all = new HashSet<>(names);
    if (all.size() < names.size() || functions.size() + all.size() > MOST_FUNCTIONS) {
      return false;
    }
    if (all.stream().anyMatch(functions::contains)) {
      return false;
    }
    functions.addAll(all);
    return true;
  }

  private static @Nullable List<String> names(byte[] text) {
    int from = 0;
    while (from < text.length && text[from] != '\n') {
      from++;
    }
    return LuaRun.of(text, from, text.length).functions();
  }

  /** Takes the source of a library; one that is too long to be held stays null. */
  private static final class Source implements RdbHandler {
    private byte @Nullable [] text;

    @Override
    public void function(RdbBytes source) throws IOException {
      if (source.hold()) {
        text = new byte[(int) source.length()];
        System.arraycopy(source.array(), source.index(), text, 0, text.length);
      }
    }
  }
}
