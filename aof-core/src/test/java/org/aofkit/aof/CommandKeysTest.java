package org.aofkit.aof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.aofkit.io.IoMode;
import org.aofkit.resp.ArgumentWalk;
import org.aofkit.resp.RespEncoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandKeysTest {
  @TempDir Path folder;

  private String keys(String command) throws IOException {
    Path file = folder.resolve("a.aof");
    Files.write(file, RespEncoder.command(command.split(" ")));
    AofSet set =
        AofSetLocator.locate(
            file, new AofSetLocator.Settings(true, null, "appendonlydir", "dump.rdb"));
    try (AofReader reader = AofReader.open(set, IoMode.READ)) {
      assertThat(reader.next()).isTrue();
      CommandKeys keys = reader.keys();
      if (!keys.areKnown()) {
        return "unknown";
      }
      List<String> found = new ArrayList<>();
      ArgumentWalk words = reader.words();
      while (words.next()) {
        if (keys.isKey(words.index())) {
          byte[] word = new byte[(int) words.length()];
          words.read(0, word);
          found.add(new String(word, StandardCharsets.ISO_8859_1));
        }
      }
      assertThat(keys.count()).isEqualTo(found.size());
      return String.join(" ", found);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "SET k v, k",
    "del a b c, a b c",
    "MSET a 1 b 2, a b",
    "BITOP AND d a b, d a b",
    "XGROUP CREATE s g $, s",
    "XGROUP, ''",
    "OBJECT HELP, ''",
    "PING, ''",
    "FLUSHALL, ''",
    "ZUNIONSTORE d 2 a b WEIGHTS 1 2, d a b",
    "ZUNIONSTORE d 9 a b, d a b",
    "ZUNIONSTORE d x a b, d",
    "LMPOP 2 a b LEFT, a b",
    "BLMPOP 0 2 a b LEFT, a b",
    "EVAL script 1 k arg, k",
    "EVAL script 0 arg, ''",
    "MSETEX 2 a 1 b 2 EX 5, a b",
    "SORT l BY w GET STORE LIMIT 0 5 store d, l d",
    "SORT l STORE x STORE d, l d",
    "SORT l STORE, l",
    "GEORADIUS g 1 2 3 km COUNT 2 STORE d, g d",
    "GEORADIUSBYMEMBER g m 3 km STOREDIST d, g d",
    "XREAD STREAMS s 0, unknown",
    "NOSUCH a b, unknown"
  })
  void keysAreFoundInFixedAndMovablePlaces(String command, String expected) throws IOException {
    assertThat(keys(command)).isEqualTo(expected);
  }

  @Test
  void keysBehindTheWordsAScannerKeepsAreFound() throws IOException {
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 1000; i++) {
      many.append(" k").append(i);
    }
    assertThat(keys("DEL" + many)).isEqualTo(many.substring(1));
  }
}
