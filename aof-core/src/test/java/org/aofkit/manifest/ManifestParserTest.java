package org.aofkit.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.aofkit.io.FileName;
import org.aofkit.server.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One test a rule of the grammar, at its limits. Every outcome was seen on real servers. */
class ManifestParserTest {
  private static final String BASE = "file a.1.base.rdb seq 1 type b\n";
  private static final String INCR = "file a.1.incr.aof seq 1 type i\n";

  @Test
  void whatServersWriteIsParsed() {
    ManifestResult.Parsed parsed = parsed(BASE + "file h seq 9 type h\n" + INCR);
    assertThat(parsed.unusual()).isFalse();
    assertThat(parsed.readByCheckTools()).isTrue();
    assertThat(parsed.manifest().entries())
        .containsExactly(
            new ManifestEntry(FileName.of("a.1.base.rdb"), 1, ManifestType.BASE, List.of(), 1, 0),
            new ManifestEntry(FileName.of("h"), 9, ManifestType.HISTORY, List.of(), 2, 31),
            new ManifestEntry(FileName.of("a.1.incr.aof"), 1, ManifestType.INCR, List.of(), 3, 51));
  }

  @Test
  void aFileWithoutAByteIsRefused() {
    ManifestResult.Refused refused = refused("");
    assertThat(refused.problem()).isEqualTo(ManifestProblem.EMPTY);
    assertThat(refused.line()).isZero();
    assertThat(refused.offset()).isZero();
    assertThat(refused.length()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"# a\n# b\n", "#", "#a\0b\n"})
  void aFileOfCommentsListsNothing(String text) {
    ManifestResult.Parsed parsed = parsed(text);
    assertThat(parsed.manifest().isWithoutData()).isTrue();
    assertThat(parsed.readByCheckTools()).isTrue();
    assertThat(parsed.unusual()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {1022, 1023, 1024})
  void aLineOfUpTo1024BytesIsRead(int length) {
    assertThat(parsed(BASE + lineOf(length)).manifest().incrs()).hasSize(1);
    assertThat(parsed(BASE + lineOf(length)).unusual()).isFalse();
  }

  @Test
  void aLineOf1025BytesIsRefusedWhereItBegins() {
    ManifestResult.Refused refused = refused(BASE + lineOf(1025));
    assertThat(refused.problem()).isEqualTo(ManifestProblem.LINE_TOO_LONG);
    assertThat(refused.line()).isEqualTo(2);
    assertThat(refused.offset()).isEqualTo(BASE.length());
    assertThat(refused.length()).isEqualTo(1024);
    assertThat(refused.before().base()).isPresent();
  }

  @Test
  void aCommentOf1024BytesIsSkippedAndTheRestOfALongerOneIsALine() {
    String comment = "#" + "c".repeat(1022) + "\n";
    assertThat(parsed(comment + INCR).manifest().incrs()).hasSize(1);
    ManifestResult.Refused longer = refused("#" + "c".repeat(1023) + "\n" + INCR);
    assertThat(longer.problem()).isEqualTo(ManifestProblem.BLANK_LINE);
    assertThat(longer.line()).isEqualTo(2);
    assertThat(longer.offset()).isEqualTo(1024);
    assertThat(refused("#" + "c".repeat(1999) + "\n" + INCR).problem())
        .isEqualTo(ManifestProblem.NOT_PAIRS);
    assertThat(parsed("#" + "c".repeat(1023) + "#x\n" + INCR).manifest().incrs()).hasSize(1);
    assertThat(parsed("#" + "c".repeat(1023) + INCR).manifest().incrs()).hasSize(1);
  }

  @Test
  void aCommentNeedsNoLineEndAndNoOtherLineDoesWithout() {
    assertThat(parsed(INCR + "# bye").manifest().incrs()).hasSize(1);
    ManifestResult.Refused cut = refused(BASE + INCR.stripTrailing());
    assertThat(cut.problem()).isEqualTo(ManifestProblem.LINE_CUT);
    assertThat(cut.offset()).isEqualTo(BASE.length());
    assertThat(cut.length()).isEqualTo(INCR.length() - 1);
    assertThat(refused("   ").problem()).isEqualTo(ManifestProblem.LINE_CUT);
  }

  @Test
  void aCommentBehindABlankIsNone() {
    assertThat(refused(INCR + "  # bye\n").problem()).isEqualTo(ManifestProblem.NOT_PAIRS);
  }

  @Test
  void aNulHidesTheLineEndAndIsNamed() {
    ManifestResult.Refused refused = refused(BASE + "file a\0 seq 1 type i\n");
    assertThat(refused.problem()).isEqualTo(ManifestProblem.NUL_IN_LINE);
    assertThat(refused.offset()).isEqualTo(BASE.length() + 6);
    assertThat(refused("\0").problem()).isEqualTo(ManifestProblem.NUL_IN_LINE);
    assertThat(refused(INCR + "\0\0\n").problem()).isEqualTo(ManifestProblem.NUL_IN_LINE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", " \t \r\n", "\r\n"})
  void aBlankLineIsRefused(String blank) {
    assertThat(refused(blank + INCR).line()).isEqualTo(1);
    assertThat(refused(INCR + blank).problem()).isEqualTo(ManifestProblem.BLANK_LINE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file a seq 1 type i\r\n",
        "  file a seq 1 type i\n",
        "file a seq 1 type i \t\n",
        "file\ta\tseq\t1\ttype\ti\n",
        "file  a seq 1 type i\n",
        "file a\rseq 1 type i\n",
        "file a \u000bseq 1 type i\n",
        "FILE a Seq 1 TYPE i\n",
        "type i seq 1 file a\n",
        "x y file a seq 1 type i\n",
        "file a seq 1 type x type i\n",
        "file b file a seq 1 type i\n",
        "file a seq 0 seq 1 type \"\" type i\n",
        "file \"a\" seq 1 type i\n",
        "file 'a' seq 1 type i\n",
        "file \"\\x61\" seq 1 type i\n",
        "file a seq +1 type i\n",
        "file a seq 1abc type i\n",
        "file a seq 01 type i\n",
        "file a seq \" 1\" type i\n",
        "file a seq 1 type incr\n",
        "\"file\\x00z\" \"a\\x00b\" seq 1 type i\n",
      })
  void whatIsWrittenOtherwiseAndMeansTheSameIsUnusual(String text) {
    ManifestResult.Parsed parsed = parsed(text);
    assertThat(parsed.unusual()).isTrue();
    ManifestEntry entry = parsed.manifest().entries().get(0);
    assertThat(entry.name()).isEqualTo(FileName.of("a"));
    assertThat(entry.seq()).isEqualTo(1);
    assertThat(entry.type()).isEqualTo(ManifestType.INCR);
    assertThat(parsed.readByCheckTools()).isEqualTo(text.startsWith("file"));
  }

  @Test
  void checkToolsJudgeByTheFirstLineThatIsNoComment() {
    assertThat(parsed("# x\n" + INCR).readByCheckTools()).isTrue();
    assertThat(parsed("# x\n " + INCR).readByCheckTools()).isFalse();
    assertThat(parsed(BASE + " " + INCR).readByCheckTools()).isTrue();
  }

  @Test
  void otherPairsAreKeptInOrderAndAsTheyAre() {
    ManifestEntry entry =
        parsed("file a seq 1 type i startoffset 0 X \"y z\" endoffset 211\n")
            .manifest()
            .entries()
            .get(0);
    assertThat(entry.extra())
        .containsExactly(
            new ManifestPair("startoffset", "0"),
            new ManifestPair("X", "y z"),
            new ManifestPair("endoffset", "211"));
    assertThat(entry.extra())
        .map(ManifestPair::isReplicationOffset)
        .containsExactly(true, false, true);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "\"\\n\\r\\t\\a\\b\\\\x\\\"\\q\"; NAME_IS_A_PATH",
        "a/b; NAME_IS_A_PATH",
        "a\\b; NAME_IS_A_PATH",
        "/a; NAME_IS_A_PATH",
        "\\a; NAME_IS_A_PATH",
        "\"a\\x2fb\"; NAME_IS_A_PATH",
        "'a\\n'; NAME_IS_A_PATH",
        "a/b file c; NAME_IS_A_PATH",
        "\"a; UNBALANCED_QUOTE",
        "'a; UNBALANCED_QUOTE",
        "a\"b; UNBALANCED_QUOTE",
        "\"a\\\"; UNBALANCED_QUOTE",
        "'a\\'; UNBALANCED_QUOTE",
        "it's.aof; UNBALANCED_QUOTE",
        "a b; NOT_PAIRS",
      })
  void aNameThatServersDoNotReadIsRefused(String name, ManifestProblem problem) {
    assertThat(refused("file " + name + " seq 1 type i\n").problem()).isEqualTo(problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "\"a\\n\\r\\t\\a\\b\\\"\\q\"; a\\x0a\\x0d\\x09\\x07\\x08\"q",
        "\"\\x41\\x4g\\x\\XFF\\xFf\"; Ax4gxXFF\\xff",
        "'it\\'s \"x\"'; it's \"x\"",
        "a\"b c\"; ab c",
        "a'b c'; ab c",
        "\"a\\x00/b\"; a",
        "\"\"; ``",
        "''; ``",
        "..; ..",
        "#a; #a",
        "a\u000bb; a\\x0bb",
      })
  void aNameIsReadAsServersReadIt(String written, String escaped) {
    ManifestEntry entry = parsed("file " + written + " seq 1 type i\n").manifest().entries().get(0);
    assertThat(entry.name()).hasToString(escaped);
  }

  @ParameterizedTest
  @EnumSource
  void textBehindAClosingQuoteIsForValkey9Only(Server server) {
    for (String name : List.of("\"a\"b", "'a'b", "\"a\"\"b\"", "\"a\"'b'", "'a'\"b\"")) {
      ManifestResult result = parse("file " + name + " seq 1 type i\n", server);
      if (server == Server.VALKEY_9) {
        assertThat(((ManifestResult.Parsed) result).manifest().entries().get(0).name())
            .hasToString("ab");
      } else {
        assertThat(((ManifestResult.Refused) result).problem())
            .isEqualTo(ManifestProblem.TEXT_BEHIND_QUOTE);
      }
    }
  }

  @Test
  void aVerticalTabBehindAQuoteSeparatesForRedisOnly() {
    String text = "file \"a\"\u000bseq 1 type i\n";
    assertThat(parsed(text).manifest().entries().get(0).name()).hasToString("a");
    assertThat(parse(text, Server.VALKEY_9)).isInstanceOf(ManifestResult.Refused.class);
  }

  @Test
  void valkey9DropsTheByteFfUnlessItIsEscaped() {
    String text = "file \u00ffa\u00ff\"\u00ff\\xff\" s\u00ffeq \u00ff1 type \u00ffi\n";
    ManifestResult valkey = parse(text, Server.VALKEY_9);
    assertThat(((ManifestResult.Parsed) valkey).manifest().entries().get(0).name())
        .hasToString("a\\xff");
    assertThat(parse(text, Server.REDIS_8_0)).isInstanceOf(ManifestResult.Refused.class);
    assertThat(parsed("file \u00ffa seq 1 type i\n").manifest().entries().get(0).name())
        .hasToString("\\xffa");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"file", "file a", "file a seq 1", "file a seq 1 type", "file a seq 1 type i x"})
  void fewerThanThreePairsOrAnOddWordAreRefused(String line) {
    assertThat(refused(line + "\n").problem()).isEqualTo(ManifestProblem.NOT_PAIRS);
  }

  @ParameterizedTest
  @CsvSource({
    "name a seq 1 type i,NO_NAME",
    "file a seq 0 type i,NO_SEQ",
    "file a seq abc type i,NO_SEQ",
    "file a seq -0 type i,NO_SEQ",
    "file a seq + type i,NO_SEQ",
    "file a seq 0x10 type i,NO_SEQ",
    "file a sequence 1 type i,NO_SEQ",
    "file a seq 0 type x,NO_SEQ",
    "file a seq 1 kind i,NO_TYPE",
    "file a seq 1 type \"\",NO_TYPE",
    "file a seq 1 type \"\\x00i\",NO_TYPE",
    "file a seq 1 type x,UNKNOWN_TYPE",
    "file a seq 1 type I,UNKNOWN_TYPE",
    "file a seq -1 type i,SEQ_NOT_ASCENDING",
    "file a\\b seq 0 type x,NAME_IS_A_PATH",
  })
  void theFirstProblemThatAServerMeetsIsNamed(String line, ManifestProblem problem) {
    ManifestResult.Refused refused = refused(line + "\n");
    assertThat(refused.problem()).isEqualTo(problem);
    assertThat(refused.length()).isEqualTo(line.length() + 1);
  }

  @ParameterizedTest
  @CsvSource({
    "9223372036854775807,9223372036854775807",
    "9223372036854775806,9223372036854775806",
    "9223372036854775808,9223372036854775807",
    "99999999999999999999,9223372036854775807",
    "-5,-5",
    "-9223372036854775807,-9223372036854775807",
    "-9223372036854775808,-9223372036854775808",
    "-9223372036854775809,-9223372036854775808",
    "0000000000000000000000000000012,12",
  })
  void sequenceNumbersSaturate(String written, long seq) {
    ManifestResult.Parsed parsed = parsed("file a seq " + written + " type b\n");
    assertThat(parsed.manifest().base().orElseThrow().seq()).isEqualTo(seq);
  }

  @Test
  void aSecondBaseIsRefused() {
    ManifestResult.Refused refused = refused(BASE + INCR + BASE);
    assertThat(refused.problem()).isEqualTo(ManifestProblem.SECOND_BASE);
    assertThat(refused.line()).isEqualTo(3);
    assertThat(refused.before().entries()).hasSize(2);
  }

  @Test
  void incrsAscendAndMayLeaveGapsWhileTheRestIsFree() {
    assertThat(
            parsed(
                    "file a seq 2 type i\nfile b seq 9 type i\nfile h seq 1 type h\nfile c seq -3 type b\n")
                .manifest()
                .loadOrder())
        .map(entry -> entry.name().toString())
        .containsExactly("c", "a", "b");
    for (int seq : new int[] {1, 2}) {
      assertThat(refused("file a seq 2 type i\nfile b seq " + seq + " type i\n").problem())
          .isEqualTo(ManifestProblem.SEQ_NOT_ASCENDING);
    }
    assertThat(parsed("file a seq 1 type i\nfile a seq 2 type i\n").manifest().incrs()).hasSize(2);
  }

  @Test
  void everyCutOfAManifestIsRefusedUnlessItEndsWithALine() {
    String text = BASE + INCR;
    for (int length = 1; length < text.length(); length++) {
      ManifestResult result = parse(text.substring(0, length), Server.REDIS_7_0);
      assertThat(result instanceof ManifestResult.Parsed).isEqualTo(length == BASE.length());
    }
  }

  @Test
  void aChannelThatGivesAByteAtATimeOrNoneIsReadLikeAnArray() throws IOException {
    byte[] text = (BASE + "#" + "c".repeat(3000) + "\n").getBytes(StandardCharsets.ISO_8859_1);
    assertThat(ManifestParser.parse(new Dribble(text, text.length), Server.REDIS_7_0))
        .isEqualTo(ManifestParser.parse(text, Server.REDIS_7_0));
  }

  @Test
  void aManifestThatIsTooLargeForMemoryIsRefusedByUsAndNotByServers() throws IOException {
    byte[] line = "file h seq 1 type h\n".getBytes(StandardCharsets.ISO_8859_1);
    ManifestResult result =
        ManifestParser.parse(new Dribble(line, Long.MAX_VALUE), Server.REDIS_7_0);
    ManifestResult.Refused refused = (ManifestResult.Refused) result;
    assertThat(refused.problem()).isEqualTo(ManifestProblem.TOO_MANY_ENTRIES);
    assertThat(refused.problem().stopsServer()).isFalse();
    assertThat(refused.before().entries()).hasSizeBetween(65_536, 200_000);
  }

  private static String lineOf(int length) {
    String head = "file a seq 1 type i pad ";
    return head + "p".repeat(length - head.length() - 1) + "\n";
  }

  private static ManifestResult parse(String text, Server server) {
    return ManifestParser.parse(text.getBytes(StandardCharsets.ISO_8859_1), server);
  }

  private static ManifestResult.Parsed parsed(String text) {
    return (ManifestResult.Parsed) parse(text, Server.REDIS_7_0);
  }

  private static ManifestResult.Refused refused(String text) {
    ManifestResult.Refused refused = (ManifestResult.Refused) parse(text, Server.REDIS_7_0);
    assertThat(refused.text()).startsWith("expected ").contains(", found ").isPrintable();
    return refused;
  }

  /** Gives the same bytes over and over, few at a time and at times none, up to a length. */
  private static final class Dribble implements ReadableByteChannel {
    private final byte[] bytes;
    private final long length;
    private long position;
    private int calls;

    Dribble(byte[] bytes, long length) {
      this.bytes = bytes;
      this.length = length;
    }

    @Override
    public int read(ByteBuffer dst) {
      if (position == length) {
        return -1;
      }
      int count =
          calls++ % 3 == 0 ? 0 : (int) Math.min(calls % 3 == 1 ? 1 : 700, length - position);
      count = Math.min(count, dst.remaining());
      for (int i = 0; i < count; i++) {
        dst.put(bytes[(int) (position++ % bytes.length)]);
      }
      return count;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {
      throw new AssertionError("the channel is the caller's");
    }
  }
}
