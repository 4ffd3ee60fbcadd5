package org.aofkit.fuzz.compare;

import java.io.IOException;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import org.aofkit.fuzz.rdb.RdbContent;
import org.aofkit.io.MemorySource;
import org.aofkit.rdb.RdbBytes;
import org.aofkit.rdb.RdbDepth;
import org.aofkit.rdb.RdbHandler;
import org.aofkit.rdb.RdbKeyHeader;
import org.aofkit.rdb.RdbOptions;
import org.aofkit.rdb.RdbReader;
import org.aofkit.server.Dialect;

/**
 * Finds what of {@link Excluded} is in a damaged image: what it takes more than a reader of files
 * to tell.
 */
public final class Unlike implements RdbHandler {
  private static final int LONGEST = 1 << 20;

  private final Set<String> originals;
  private final Set<String> seen = new HashSet<>();
  private final Set<Excluded> reasons = EnumSet.noneOf(Excluded.class);
  private final Set<String> fields = new HashSet<>();
  private final Set<String> mortal = new HashSet<>();
  private String field = "";
  private boolean isAgain;
  private boolean isModule;
  private boolean isValkey;

  /**
   * Nothing is found yet.
   *
   * @param originals what {@link #seen} said of images that servers have written
   */
  public Unlike(Set<String> originals) {
    this.originals = originals;
  }

  /** Why a damaged copy of a healthy image is not compared; empty if it is. */
  static Set<Excluded> reasons(byte[] healthy, byte[] damaged) throws IOException {
    return read(damaged, new Unlike(read(healthy, new Unlike(Set.of())).seen())).reasons();
  }

  private static Unlike read(byte[] image, Unlike unlike) throws IOException {
    RdbReader.read(new MemorySource("image", image), 0, RdbOptions.forAof(), RdbDepth.DEEP, unlike);
    return unlike;
  }

  /** Why the image is not compared; empty if it is. */
  public Set<Excluded> reasons() {
    return reasons;
  }

  /** The libraries in the image. */
  public Set<String> seen() {
    return seen;
  }

  @Override
  public void header(Dialect dialect, int version) {
    isValkey = dialect == Dialect.VALKEY;
  }

  @Override
  public void function(RdbBytes source) throws IOException {
    String text = RdbContent.text(source.toByteArray(LONGEST));
    seen.add(text);
    if (!originals.contains(text)) {
      reasons.add(Excluded.LIBRARY);
    }
  }

  @Override
  public void sizes(long keys, long keysWithDeadline) {
    if (isHuge(keys) || isHuge(keysWithDeadline)) {
      reasons.add(Excluded.HUGE_HINT);
    }
  }

  private static boolean isHuge(long count) {
    return count < 0 || count > Integer.MAX_VALUE;
  }

  @Override
  public boolean key(RdbKeyHeader key) {
    isModule = false;
    fields.clear();
    mortal.clear();
    return true;
  }

  @Override
  public void field(RdbBytes name) throws IOException {
    field = RdbContent.text(name.toByteArray(LONGEST));
    isAgain = !fields.add(field);
  }

  @Override
  public void fieldDeadline(long deadline) {
    if (deadline != -1) {
      mortal.add(field);
    }
    if (isValkey && isAgain && mortal.contains(field)) {
      reasons.add(Excluded.CLOCK);
    }
  }

  @Override
  public void module(long id, long offset, long end) {
    isModule = true;
  }

  @Override
  public void endOfKey(RdbKeyHeader key, long end, boolean isSound) {
    if (isModule) {
      reasons.add(Excluded.MODULE_VALUE);
    }
  }
}
