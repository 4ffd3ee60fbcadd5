package org.aofkit.fsck;

import org.aofkit.check.CheckOptions;
import org.aofkit.check.ImageOptions;
import org.aofkit.fsck.options.Arguments;
import org.aofkit.fsck.options.Opt;
import org.aofkit.fsck.options.ServerConfig;
import org.aofkit.fsck.options.UsageException;
import org.aofkit.io.IoMode;
import org.jspecify.annotations.Nullable;

/** What a check is told: by the command line, then by the configuration file. */
final class CheckSettings {
  private static final int MOST_THREADS = 64;

  /** Bytes read at a time: a buffer of that size stays in the cache. */
  private static final int MOST_READ = 1 << 20;

  /** The same for all threads: memory outside the heap is as large as the heap, at most. */
  private static final int MOST_READ_AT_ONCE = 16 << 20;

  private CheckSettings() {}

  static CheckOptions of(Arguments arguments, @Nullable ServerConfig config, Stop stop)
      throws UsageException {
    CheckOptions defaults = CheckOptions.defaults();
    int databases = defaults.databases();
    boolean appendOnly = defaults.appendOnly();
    String appendFilename = defaults.appendFilename();
    String appendDirname = defaults.appendDirname();
    String dbFilename = defaults.dbFilename();
    if (config != null) {
      databases = config.databases() == null ? databases : config.databases();
      appendOnly = config.appendOnly() == null ? appendOnly : config.appendOnly();
      appendFilename = config.appendFilename() == null ? appendFilename : config.appendFilename();
      appendDirname = config.appendDirname() == null ? appendDirname : config.appendDirname();
      dbFilename = config.dbFilename() == null ? dbFilename : config.dbFilename();
    }
    boolean map = arguments.choice(Opt.IO, "map", "read").equals("map");
    int threads = arguments.number(Opt.THREADS, 1, MOST_THREADS, defaults.threads());
    return new CheckOptions(
        arguments.server(),
        arguments.number(Opt.DATABASES, 1, Integer.MAX_VALUE, databases),
        appendOnly,
        appendFilename,
        appendDirname,
        dbFilename,
        map ? IoMode.MAP : IoMode.READ,
        threads,
        map ? defaults.windowSize() : Math.min(MOST_READ, MOST_READ_AT_ONCE / threads),
        defaults.progress(),
        stop,
        images(arguments, config));
  }

  private static ImageOptions images(Arguments arguments, @Nullable ServerConfig config)
      throws UsageException {
    boolean sanitized = config != null && Boolean.TRUE.equals(config.sanitized());
    if (arguments.has(Opt.SANITIZE)) {
      sanitized = arguments.choice(Opt.SANITIZE, "no", "yes", "clients").equals("yes");
    }
    ImageOptions.Duplicates duplicates = ImageOptions.Duplicates.AUTO;
    if (arguments.has(Opt.DUPLICATES)) {
      boolean check = arguments.choice(Opt.DUPLICATES, "check", "skip").equals("check");
      duplicates = check ? ImageOptions.Duplicates.CHECK : ImageOptions.Duplicates.SKIP;
    }
    Boolean clustered =
        config == null ? null : Boolean.valueOf(Boolean.TRUE.equals(config.clustered()));
    return new ImageOptions(sanitized, clustered, duplicates);
  }
}
