package org.aofkit.fsck.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisConfigReaderTest {
  @TempDir Path folder;

  @Test
  void everyDirectiveOfPersistenceIsRead() throws Exception {
    ServerConfig config =
        read(
            """
            # a comment
            port 6379
            DIR /var/lib/redis
            dbfilename dump-6379.rdb
            appendonly yes
            appenddirname "aof dir"
            appendfilename 'my file.aof'
            databases 64
            aof-load-truncated no
            sanitize-dump-payload yes
            save 3600 1 300 100
            cluster-enabled yes
            """);

    assertThat(config)
        .isEqualTo(
            new ServerConfig(
                "/var/lib/redis",
                "dump-6379.rdb",
                true,
                "aof dir",
                "my file.aof",
                64,
                false,
                true,
                true,
                folder.resolve("redis.conf")));
  }

  @Test
  void whatIsNotSaidIsNotKnown() throws Exception {
    assertThat(read("port 1\n"))
        .isEqualTo(
            new ServerConfig(
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                folder.resolve("redis.conf")));
  }

  @Test
  void theLastOfTwoDirectivesWins() throws Exception {
    assertThat(read("databases 2\ndatabases 3").databases()).isEqualTo(3);
  }

  @Test
  void linesMayEndInCrLf() throws Exception {
    assertThat(read("databases 2\r\nappendonly no\r\n").appendOnly()).isFalse();
  }

  @Test
  void escapesInDoubleQuotesAreBytes() throws Exception {
    assertThat(read("appendfilename \"a\\x62\\xc3\\xa4\\\"\\n\"").appendFilename())
        .isEqualTo("ab\u00e4\"\n");
  }

  @Test
  void aBackslashInSingleQuotesIsOne() throws Exception {
    assertThat(read("appendfilename 'a\\nb\\'c'").appendFilename()).isEqualTo("a\\nb'c");
  }

  @Test
  void includesAreRelativeToTheFileThatNamesThem() throws Exception {
    Files.createDirectories(folder.resolve("conf.d/more"));
    write("conf.d/a.conf", "databases 5\ninclude more/b.conf\n");
    write("conf.d/more/b.conf", "appendonly yes\n");

    ServerConfig config = read("include conf.d/a.conf\n");

    assertThat(config.databases()).isEqualTo(5);
    assertThat(config.appendOnly()).isTrue();
  }

  @Test
  void anIncludeMayBeAPattern() throws Exception {
    Files.createDirectories(folder.resolve("conf.d"));
    write("conf.d/20.conf", "databases 20\n");
    write("conf.d/10.conf", "databases 10\nappendonly yes\n");
    write("conf.d/30.txt", "databases 30\n");

    ServerConfig config = read("include conf.d/*.conf\ninclude nothing/*.conf\n");

    assertThat(config.databases()).isEqualTo(20);
    assertThat(config.appendOnly()).isTrue();
  }

  @Test
  void aFileThatIncludesItselfIsRefused() {
    assertThatThrownBy(() -> read("include redis.conf\n"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("nested more than 16 deep");
  }

  @Test
  void manyFilesAreRefused() throws Exception {
    StringBuilder text = new StringBuilder();
    write("a.conf", "");
    for (int i = 0; i < 300; i++) {
      text.append("include a.conf\n");
    }
    assertThatThrownBy(() -> read(text.toString())).hasMessageContaining("more than 256 files");
  }

  @Test
  void aHugeFileIsRefused() throws Exception {
    Files.write(folder.resolve("big.conf"), new byte[(4 << 20) + 1]);

    assertThatThrownBy(() -> RedisConfigReader.read(folder.resolve("big.conf")))
        .hasMessageContaining("no server configuration");
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> RedisConfigReader.read(folder.resolve("none.conf")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("none.conf can't be read: no such file");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "databases 0|line 1: databases must be a number of 1 or more, got '0'",
        "databases many|line 1: databases must be a number of 1 or more, got 'many'",
        "databases 1 2|line 1: databases takes one value, found 2",
        "appendonly maybe|line 1: appendonly must be yes or no, got 'maybe'",
        "appendfilename a/b|line 1: appendfilename must be a name without '/', got 'a/b'",
        "appenddirname \"\"|line 1: appenddirname must be a name without '/', got ''",
        "dir \"a|line 1: unbalanced quotes",
        "dir \"a\"b|line 1: unbalanced quotes",
        "dir 'a|line 1: unbalanced quotes",
      })
  void aMistakeIsExplainedWithItsLine(String line, String message) {
    assertThatThrownBy(() -> read(line))
        .isInstanceOf(UsageException.class)
        .hasMessageEndingWith(message);
  }

  private ServerConfig read(String text) throws IOException, UsageException {
    write("redis.conf", text);
    return RedisConfigReader.read(folder.resolve("redis.conf"));
  }

  private void write(String name, String text) throws IOException {
    Files.write(folder.resolve(name), text.getBytes(StandardCharsets.UTF_8));
  }
}
