package org.aofkit.fsck.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HexViewTest {
  @TempDir Path folder;

  @Test
  void aLongRunOfNulsIsFolded() throws Exception {
    String view = view(18, 50_743, before(18), new byte[50_743], before(34));

    assertThat(view)
        .isEqualTo(
            """
            00000010  71 72 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |qr..............|
            00000020  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |................|
            ... 50,704 more NUL bytes
            0000c640  00 00 00 00 00 00 00 00  00 61 62 63 64 65 66 67  |.........abcdefg|
            0000c650  68 69 6a 6b 6c 6d 6e 6f  70 71 72 73 74 61 62 63  |hijklmnopqrstabc|
            """);
  }

  @Test
  void aShortRangeIsShownWithoutAFold() throws Exception {
    assertThat(view(20, 4, before(200)).lines()).hasSize(4).noneMatch(l -> l.startsWith("..."));
  }

  @Test
  void theEndOfAFileIsShownAsFarAsItGoes() throws Exception {
    assertThat(view(18, 2, before(20)))
        .isEqualTo("00000010  71 72 73 74" + " ".repeat(39) + "|qrst|\n");
  }

  @Test
  void aSpotAtTheVeryEndShowsWhatIsBeforeIt() throws Exception {
    assertThat(view(16, 0, before(16)))
        .startsWith("00000000  61 62")
        .endsWith("|abcdefghijklmnop|\n");
  }

  @Test
  void otherBytesAreNotCalledNul() throws Exception {
    assertThat(view(0, 1000, before(2000))).contains("... 960 more bytes\n");
  }

  @Test
  void neverMoreThanFourLinesAndAFold() throws Exception {
    for (int offset = 0; offset < 40; offset++) {
      for (int length : new int[] {0, 1, 15, 16, 17, 31, 32, 33, 48, 49, 64, 100}) {
        String view = view(offset, length, before(200));
        assertThat(view.lines().filter(line -> !line.startsWith("..."))).hasSizeBetween(1, 4);
      }
    }
  }

  @Test
  void aPlaceBehindTheFileShowsNothing() throws Exception {
    assertThat(view(100, 1, before(20))).isEmpty();
  }

  @Test
  void whatIsNoFileShowsNothing() {
    StringBuilder text = new StringBuilder();
    HexView.append(text, folder, 0, 1, "");
    HexView.append(text, folder.resolve("none"), 0, 1, "");
    assertThat(text).isEmpty();
  }

  private String view(long offset, long length, byte[]... parts) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.write(part);
    }
    Path file = Files.write(folder.resolve("file"), all.toByteArray());
    StringBuilder text = new StringBuilder();
    HexView.append(text, file, offset, length, "");
    return text.toString();
  }

  private static byte[] before(int length) {
    return "abcdefghijklmnopqrst"
        .repeat(length / 20 + 1)
        .substring(0, length)
        .getBytes(StandardCharsets.US_ASCII);
  }
}
