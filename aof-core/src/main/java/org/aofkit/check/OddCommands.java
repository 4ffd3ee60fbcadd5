package org.aofkit.check;

import java.io.IOException;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.aofkit.io.ByteSource;
import org.aofkit.resp.RespScanner;

/**
 * Looks into commands with an odd header or line end, once the whole file is read: at masks that a
 * repair could not finish, and at what looks like commands inside.
 *
 * <p>That is text of a value whose line end is damaged. A damaged length that ends where reading
 * goes on ends in a real line end, since there is one in front of every command: to have swallowed
 * commands, and to end oddly, takes two damages.
 */
final class OddCommands {
  private final RespScanner prober;
  private final IslandSearch islands;
  private final UnfinishedMasks masks;

  /** Borrows all of them; the prober is moved. */
  OddCommands(ByteSource source, RespScanner prober, IslandSearch islands) {
    this.prober = prober;
    this.islands = islands;
    this.masks = new UnfinishedMasks(source);
  }

  /** Adds to the complaints what is found, and takes away what is of commands that are lost. */
  void look(List<Spot> spots, Complaints complaints) throws IOException {
    NavigableMap<Long, Long> lost = new TreeMap<>();
    for (Spot spot : spots) {
      if (spot instanceof Spot.Lost || spot instanceof Spot.BadEnd) {
        lost.put(spot.offset(), spot.end());
      }
    }
    complaints.forget(lost);
    for (Complaints.Complaint complaint : complaints.kept()) {
      if (complaint.code() == FindingCode.AOF_LAX_FORMAT) {
        prober.seek(complaint.offset(), Long.MAX_VALUE);
        if (prober.next() == RespScanner.COMMAND) {
          lookInside(complaint, complaints);
        }
      }
    }
  }

  private void lookInside(Complaints.Complaint complaint, Complaints complaints)
      throws IOException {
    long end = prober.frameEnd();
    if (masks.endsHere(prober)) {
      complaints.unfinishedMask(complaint, end - UnfinishedMasks.CLOSING);
      return;
    }
    long island = islands.find(complaint.offset() + 1, end);
    if (island >= 0) {
      complaints.doubtful(island);
    }
  }
}
