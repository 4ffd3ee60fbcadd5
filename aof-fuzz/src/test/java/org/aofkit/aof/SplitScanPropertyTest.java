package org.aofkit.aof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.aofkit.command.CommandTable;
import org.aofkit.fuzz.check.Logs;
import org.aofkit.io.MemorySource;

/** A scan in pieces by several threads gives what one pass gives. */
class SplitScanPropertyTest {
  @Provide
  Arbitrary<byte[]> logs() {
    return Logs.damaged();
  }

  /** All that a scan tells, as text. */
  private static List<String> scan(byte[] log, int window, int threads, long piece)
      throws IOException {
    List<String> told = new ArrayList<>();
    LogState state = new LogState(0, 16, new Notes(told));
    try (SegmentedScan scan =
        new SegmentedScan(
            new MemorySource("log", log),
            CommandTable.standard(),
            window,
            threads,
            piece,
            done -> {},
            () -> false)) {
      told.add(scan.run(0, state).toString());
    }
    told.add("database " + state.database() + " " + state.selected());
    told.add("unselected " + state.firstUnselected());
    told.add("open " + state.inTransaction() + " " + state.commandsInTransaction());
    if (state.inTransaction()) {
      told.add("multi " + state.transactionStart());
      told.add("half " + state.multiRepeated() + " " + state.annotationInTransaction());
    }
    told.add("servers' " + state.serverTransaction() + " " + state.endBeforeMulti());
    told.add("counts " + state.commands() + " " + state.annotations() + " " + state.transactions());
    told.add("last " + state.lastCommandStart() + " " + state.lastCommandEnd());
    told.add("annotation " + state.lastAnnotation() + " " + state.endsWithAnnotation());
    told.add("end " + state.lastTerminatorIsCrLf() + " " + state.loadedBy());
    return told;
  }

  @Property(tries = 500)
  void piecesJoinToWhatOnePassGives(
      @ForAll("logs") byte[] log,
      @ForAll @IntRange(min = 1, max = 600) int piece,
      @ForAll @IntRange(min = 1, max = 3) int threads)
      throws IOException {
    List<String> once = scan(log, 1 << 16, 1, 1 << 20);

    assertThat(scan(log, 64, threads, piece)).isEqualTo(once);
  }

  private record Notes(List<String> told) implements LogEvents {
    @Override
    public void unknownCommand(long offset, int knownBy) {
      told.add("unknown " + offset + " " + knownBy);
    }

    @Override
    public void wrongArity(long offset, int acceptedBy) {
      told.add("arity " + offset + " " + acceptedBy);
    }

    @Override
    public void damagedCommand(long offset) {
      told.add("damaged " + offset);
    }

    @Override
    public void laxFormat(long offset, int quirks) {
      told.add("lax " + offset + " " + quirks);
    }

    @Override
    public void nestedMulti(long offset) {
      told.add("nested " + offset);
    }

    @Override
    public void strayExec(long offset) {
      told.add("stray " + offset);
    }

    @Override
    public void execAfterDiscard(long offset) {
      told.add("discarded " + offset);
    }

    @Override
    public void select(long offset, int database) {
      told.add("select " + offset + " " + database);
    }

    @Override
    public void payload(long offset, int rdbVersion, boolean intact) {
      told.add("payload " + offset + " " + rdbVersion + " " + intact);
    }

    @Override
    public void admin(long offset, AdminEffect effect) {
      told.add("admin " + offset + " " + effect);
    }

    @Override
    public void crash(long offset, int servers) {
      told.add("crash " + offset + " " + servers);
    }

    @Override
    public void fails(long offset) {
      told.add("fails " + offset);
    }
  }
}
