package org.aofkit.fuzz.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.io.MemorySource;
import org.aofkit.rdb.RdbDepth;
import org.aofkit.rdb.RdbImage;
import org.aofkit.rdb.RdbOptions;
import org.aofkit.rdb.RdbReader;
import org.junit.jupiter.api.Test;

/** What real files hold, read by us, is what their own servers showed. */
class CorpusContentTest {
  /** Servers before 7.0 tell how long a key has to live, and when it ends was computed from it. */
  private static final long SLACK = 1100;

  private static final int SMALLEST_BUFFER = 64;

  @Test
  void everyFileHoldsWhatItsServerShowed() throws IOException {
    List<String> wrong = new ArrayList<>();
    int files = 0;
    for (Path file : CorpusFiles.all()) {
      for (RdbOptions options :
          List.of(RdbOptions.forDump(), new RdbOptions(SMALLEST_BUFFER, false))) {
        compare(file, options, wrong);
      }
      files++;
    }
    assertThat(wrong).isEmpty();
    assertThat(files).isGreaterThan(380);
  }

  private static void compare(Path file, RdbOptions options, List<String> wrong)
      throws IOException {
    CorpusJson json = CorpusJson.of(file);
    String name = Servers.testdata("rdb").relativize(file) + " ";
    var handler = new ContentHandler();
    RdbImage image =
        RdbReader.read(
            new MemorySource("rdb", Files.readAllBytes(file)), 0, options, RdbDepth.DEEP, handler);
    if (image.problem() != null || image.damageCount() != 0) {
      wrong.add(name + "is not clean: " + image.problem() + " " + image.damages());
      return;
    }
    if (handler.keys() != json.keysInFile()) {
      wrong.add(name + "expected " + json.keysInFile() + " keys, found " + handler.keys());
    }
    RdbContent expected = json.content();
    RdbContent found = alive(handler.content(), json, wrong).asToldBy(expected);
    boolean isExact = !CorpusFiles.producer(file).matches("redis-[2-6].*");
    (isExact ? found : withTimesOf(found, expected))
        .diff(expected)
        .forEach(line -> wrong.add(name + shortened(line)));
    if (isExact) {
      uses(json, handler, name, wrong);
    }
  }

  private static String shortened(String line) {
    return line.length() < 1500 ? line : line.substring(0, 1500) + "...";
  }

  /** Without the keys and fields that are past their deadline; all of them have to be there. */
  private static RdbContent alive(RdbContent content, CorpusJson json, List<String> wrong) {
    var databases = new TreeMap<Long, SortedMap<String, RdbContent.Key>>();
    long now = System.currentTimeMillis();
    int expired = 0;
    int expiredFields = 0;
    for (Map.Entry<Long, SortedMap<String, RdbContent.Key>> database :
        content.databases().entrySet()) {
      var keys = new TreeMap<>(database.getValue());
      for (String name : json.expired()) {
        RdbContent.Key key = keys.get(name);
        if (key != null && key.expireAtMs() < now) {
          keys.remove(name);
          expired++;
        }
      }
      for (List<String> pair : json.expiredFields()) {
        RdbContent.Key key = keys.get(pair.get(0));
        if (key != null && key.value() instanceof RdbContent.Fields hash) {
          List<RdbContent.Field> left = new ArrayList<>(hash.fields());
          left.removeIf(
              field ->
                  field.field().equals(pair.get(1))
                      && field.expireAtMs() >= 0
                      && field.expireAtMs() < now);
          expiredFields += hash.fields().size() - left.size();
          keys.put(
              pair.get(0),
              new RdbContent.Key("hash", new RdbContent.Fields(left), key.expireAtMs()));
          if (left.isEmpty()) {
            keys.remove(pair.get(0));
          }
        }
      }
      if (!keys.isEmpty()) {
        databases.put(database.getKey(), keys);
      }
    }
    if (expiredFields != json.expiredFields().size()) {
      wrong.add("expected " + json.expiredFields() + " to be expired, found " + expiredFields);
    }
    if (expired > json.expired().size()) {
      wrong.add("expected " + json.expired() + " to be expired, found " + expired);
    }
    return new RdbContent(databases, content.functions());
  }

  /** Deadlines that are nearly those expected become these. */
  private static RdbContent withTimesOf(RdbContent content, RdbContent expected) {
    var databases = new TreeMap<Long, SortedMap<String, RdbContent.Key>>();
    content
        .databases()
        .forEach(
            (number, keys) -> {
              var copy = new TreeMap<>(keys);
              SortedMap<String, RdbContent.Key> others = expected.databases().get(number);
              copy.replaceAll(
                  (name, key) -> {
                    RdbContent.Key other = others == null ? null : others.get(name);
                    boolean isNear =
                        other != null
                            && key.expireAtMs() >= 0
                            && other.expireAtMs() >= 0
                            && Math.abs(other.expireAtMs() - key.expireAtMs()) < SLACK;
                    return isNear
                        ? new RdbContent.Key(key.type(), key.value(), other.expireAtMs())
                        : key;
                  });
              databases.put(number, copy);
            });
    return new RdbContent(databases, content.functions());
  }

  /**
   * Idle times and counters of uses as servers told them since 7.0; the descriptions of older ones
   * tell them after the values were read, which begins them anew.
   */
  private static void uses(
      CorpusJson json, ContentHandler handler, String name, List<String> wrong) {
    json.keys()
        .forEach(
            (database, keys) ->
                keys.forEach(
                    (key, description) -> {
                      Object idle = description.get("idleSec");
                      if (idle != null) {
                        long found = handler.idleSeconds(database, key).orElse(-100);
                        if (Math.abs(CorpusJson.number(idle) - found) > 2) {
                          wrong.add(name + key + ": idle " + found + " instead of " + idle);
                        }
                      }
                      Object frequency = description.get("lfuFreq");
                      if (frequency != null) {
                        long found = handler.frequency(database, key).orElse(-100);
                        if (found != CorpusJson.number(frequency)) {
                          wrong.add(name + key + ": used " + found + " instead of " + frequency);
                        }
                      }
                    }));
  }
}
