package org.aofkit.compact;

import java.io.IOException;
import java.util.List;
import org.aofkit.check.CheckOptions;
import org.aofkit.commit.NoSpaceException;
import org.jspecify.annotations.Nullable;

/** Says what is missing on which volume, before anything is written wherever that can be told. */
final class Preflight {
  private Preflight() {}

  /**
   * Looks whether it fits. What surely does is not measured first, since that takes as long as
   * doing it.
   *
   * @throws NoSpaceException if it does not
   */
  static void requireRoom(CompactPlan plan, CheckOptions check) throws IOException {
    if (missing(Compactor.needs(plan, plan.bytesBefore())) == null) {
      return;
    }
    Need missing = missing(Compactor.needs(plan, Compactor.measure(plan, check).bytes()));
    if (missing != null) {
      throw noSpace(missing, null);
    }
  }

  /** Adds what is needed to what was found out too late: somebody else takes room, or a quota. */
  static NoSpaceException explained(CompactPlan plan, CheckOptions check, NoSpaceException found) {
    try {
      List<Need> needs = Compactor.needs(plan, Compactor.measure(plan, check).bytes());
      Need missing = missing(needs);
      return noSpace(missing == null ? needs.get(0) : missing, found);
    } catch (IOException e) {
      found.addSuppressed(e);
      return found;
    }
  }

  /** Says what is needed. */
  static NoSpaceException noSpace(Need need, @Nullable NoSpaceException cause) {
    return new NoSpaceException(message(need), need.bytes(), cause);
  }

  private static String message(Need need) {
    String free = need.free() < 0 ? "" : ", " + need.free() + " bytes are free";
    String missing =
        need.missing() > 0
            ? ", " + need.missing() + " are missing"
            : ": there is no free inode, of which " + need.inodes() + " are needed, or a quota";
    return need.directory() + ": no space left" + free + missing + "; nothing was changed";
  }

  private static @Nullable Need missing(List<Need> needs) {
    for (Need need : needs) {
      if (need.missing() > 0) {
        return need;
      }
    }
    return null;
  }
}
