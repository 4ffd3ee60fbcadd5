package org.aofkit.fuzz.resp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.aofkit.fuzz.reference.ReferenceParser;
import org.aofkit.fuzz.reference.ReferenceParser.Frame;
import org.aofkit.io.ByteSource;
import org.aofkit.io.FileSources;
import org.aofkit.io.IoMode;
import org.aofkit.io.MemorySource;
import org.aofkit.resp.RespScanner;

/** The fast scanner and the plain one agree on everything. */
class RespScannerProperties {
  private static final int WHOLE = 1 << 20;

  @Property(tries = 3000)
  void theScannerAgreesWithTheReference(
      @ForAll long seed, @ForAll @IntRange(min = 64, max = 300) int small) throws IOException {
    byte[] file = RespStreams.stream(seed);
    for (int windowSize : new int[] {small, 64, 4096, WHOLE}) {
      try (RespScanner scanner = new RespScanner(new MemorySource("memory", file), windowSize)) {
        Frames.assertSame(scanner, file, 0);
      }
    }
  }

  @Property(tries = 300)
  void theScannerRestartsAtEveryBoundary(@ForAll long seed) throws IOException {
    byte[] file = RespStreams.stream(seed);
    List<Frame> frames = ReferenceParser.parse(file, 0);
    for (int windowSize : new int[] {64, WHOLE}) {
      try (RespScanner scanner = new RespScanner(new MemorySource("memory", file), windowSize)) {
        for (int i = frames.size() - 1; i >= 0; i--) {
          Frames.assertSame(scanner, file, (int) frames.get(i).start());
        }
      }
    }
  }

  /** Not only at boundaries: a worker that guesses a boundary may guess wrong. */
  @Property(tries = 100)
  void theScannerAgreesWhereverItStarts(@ForAll long seed) throws IOException {
    byte[] file = RespStreams.stream(seed);
    try (RespScanner scanner = new RespScanner(new MemorySource("memory", file), 512)) {
      for (int offset = 0; offset < file.length; offset += Math.max(1, file.length / 100)) {
        Frames.assertSame(scanner, file, offset);
      }
    }
  }

  @Property(tries = 200)
  void partsJoinedAtLimitsAreTheWhole(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 400) int step) throws IOException {
    byte[] file = RespStreams.stream(seed);
    List<Frame> frames = ReferenceParser.parse(file, 0);
    try (RespScanner scanner = new RespScanner(new MemorySource("memory", file), WHOLE)) {
      int limit = step;
      scanner.seek(0, limit);
      for (Frame expected : frames) {
        while (expected.start() >= limit && expected.start() < file.length) {
          assertThat(scanner.next()).isEqualTo(RespScanner.END);
          assertThat(scanner.frameStart()).isEqualTo(expected.start());
          limit += step;
          scanner.seek(expected.start(), limit);
        }
        assertThat(Frames.told(scanner, scanner.next())).isEqualTo(expected);
      }
    }
  }

  @Property(tries = 100)
  void bothFileSourcesGiveTheSame(
      @ForAll long seed, @ForAll @IntRange(min = 64, max = 5000) int windowSize)
      throws IOException {
    byte[] content = RespStreams.stream(seed);
    Path file = Files.createTempFile("resp", ".aof");
    try {
      Files.write(file, content);
      for (IoMode mode : IoMode.values()) {
        try (ByteSource source = FileSources.open(file, mode);
            RespScanner scanner = new RespScanner(source, windowSize)) {
          Frames.assertSame(scanner, content, 0);
        }
      }
    } finally {
      Files.delete(file);
    }
  }
}
