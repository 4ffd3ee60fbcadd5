package org.aofkit.fuzz.keyspace;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/**
 * Logs of one to three files that hold scripts and their like among random commands, some of them
 * in transactions: a seed always makes the same.
 */
public final class ScriptedLog {
  private static final String NAME = "appendonly.aof";

  /**
   * Writes keys that it does not name, in two databases. An error that ends a script ends Redis
   * 7.0.15, too, while it loads a log (signal 11): hence pcall.
   */
  private static final String SCRIPT =
      "redis.pcall('APPEND', 's0', 'x') redis.pcall('SELECT', 2) redis.pcall('RPUSH', 'l1', ARGV[1])"
          + " return redis.pcall('DEL', 's1', 'h0')";

  /** The SHA-1 of {@link #SCRIPT}. */
  private static final String DIGEST = sha1();

  private static final String LIBRARY =
      "#!lua name=ours\nredis.register_function('ours', function(keys, args)"
          + " redis.pcall('HSET', 'h1', args[1], 'y') return redis.pcall('PEXPIREAT', 's2',"
          + " 4102444800000) end)";

  private final Random random;
  private final StringBuilder manifest = new StringBuilder();
  private final Path directory;
  private ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private int selected;
  private int files;

  private ScriptedLog(Path directory, long seed) {
    this.directory = directory;
    this.random = new Random(seed);
  }

  /**
   * Writes one.
   *
   * @param dir the data directory, empty
   * @param workload what stands between the scripts
   */
  public static void write(Path dir, long seed, Workload workload) throws IOException {
    Path directory = Files.createDirectories(dir.resolve("appendonlydir"));
    new ScriptedLog(directory, seed).write(workload.steps());
  }

  private void write(List<Workload.Step> steps) throws IOException {
    int first = random.nextInt(steps.size());
    int gap = 1 + random.nextInt(steps.size());
    int cut = random.nextInt(steps.size());
    int loaded = random.nextInt(first + 1);
    for (int i = 0; i < steps.size(); i++) {
      if (i == loaded) {
        put("SCRIPT", "LOAD", SCRIPT);
        put("FUNCTION", "LOAD", "REPLACE", LIBRARY);
      }
      if (i == cut || i == cut / 2) {
        end();
      }
      if (random.nextInt(40) == 0) {
        bytes.writeBytes(Words.ascii("#TS:" + (1_700_000_000 + i) + "\r\n"));
      }
      boolean isScript = i >= first && (i - first) % gap == 0;
      Workload.Step step = steps.get(i);
      if (isScript && random.nextBoolean()) {
        transaction(step);
      } else {
        put(step);
        if (isScript) {
          script();
        }
      }
    }
    end();
    Files.writeString(directory.resolve(NAME + ".manifest"), manifest);
  }

  private void transaction(Workload.Step step) {
    put("MULTI");
    put(step);
    script();
    put("SET", "s3", "in a transaction");
    put("EXEC");
  }

  private void script() {
    switch (random.nextInt(5)) {
      case 0 -> put("EVAL", SCRIPT, "0", "a");
      case 1 -> put("evalsha", DIGEST, "1", "s0", "b");
      case 2 -> put("FCALL", "ours", "0", "f");
      case 3 -> put("SORT", "l0", "BY", "s*", "GET", "#", "ALPHA", "STORE", "l2");
      default -> put("SORT", "S0", "GET", "s*", "BY", "nosort", "STORE", "l3");
    }
  }

  private void put(Workload.Step step) {
    if (step.database() != selected) {
      selected = step.database();
      put("SELECT", Integer.toString(selected));
    }
    put(step.words());
  }

  private void put(String... words) {
    byte[][] ascii = new byte[words.length][];
    for (int i = 0; i < words.length; i++) {
      ascii[i] = Words.ascii(words[i]);
    }
    put(ascii);
  }

  private void put(byte[]... words) {
    bytes.writeBytes(Words.ascii("*" + words.length + "\r\n"));
    for (byte[] word : words) {
      bytes.writeBytes(Words.ascii("$" + word.length + "\r\n"));
      bytes.writeBytes(word);
      bytes.writeBytes(Words.ascii("\r\n"));
    }
  }

  /** Ends a file: the next one begins in database 0. */
  private void end() throws IOException {
    files++;
    String name = NAME + "." + files + ".incr.aof";
    Files.write(directory.resolve(name), bytes.toByteArray());
    manifest.append("file ").append(name).append(" seq ").append(files).append(" type i\n");
    bytes = new ByteArrayOutputStream();
    selected = 0;
  }

  private static String sha1() {
    try {
      var digest = MessageDigest.getInstance("SHA-1");
      return HexFormat.of().formatHex(digest.digest(Words.ascii(SCRIPT)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has it", e);
    }
  }
}
