package org.aofkit.check;

import java.util.Optional;
import org.aofkit.aof.AofSet;
import org.aofkit.check.Report.ServerSource;
import org.aofkit.manifest.Manifest;
import org.aofkit.manifest.ManifestEntry;
import org.aofkit.manifest.ManifestPair;
import org.aofkit.rdb.RdbImage;
import org.aofkit.server.Dialect;
import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;

/**
 * Which server to judge for: the one named, else the one that wrote the base, else the one whose
 * manifest it is, else Redis 7.0.
 */
record ServerChoice(Server server, ServerSource source) {
  static ServerChoice of(Optional<Server> option, @Nullable RdbImage image, AofSet set) {
    if (option.isPresent()) {
      return new ServerChoice(option.get(), ServerSource.OPTION);
    }
    Optional<Server> writer = image == null ? Optional.empty() : writer(image);
    if (writer.isPresent()) {
      return new ServerChoice(writer.get(), ServerSource.AUX);
    }
    if (set.manifest() != null && hasReplicationOffsets(set.manifest())) {
      return new ServerChoice(Server.REDIS_8_0, ServerSource.MANIFEST);
    }
    return new ServerChoice(Server.REDIS_7_0, ServerSource.DEFAULT);
  }

  private static boolean hasReplicationOffsets(Manifest manifest) {
    for (ManifestEntry entry : manifest.entries()) {
      for (ManifestPair pair : entry.extra()) {
        if (pair.isReplicationOffset()) {
          return true;
        }
      }
    }
    return false;
  }

  private static Optional<Server> writer(RdbImage image) {
    Optional<String> valkey = image.auxText("valkey-ver");
    if (valkey.isPresent()) {
      return Optional.of(release(valkey.get()) < 900 ? Server.VALKEY_8 : Server.VALKEY_9);
    }
    if (image.dialect() == Dialect.VALKEY) {
      return Optional.of(Server.VALKEY_9);
    }
    return image.auxText("redis-ver").map(ServerChoice::redis);
  }

  private static Server redis(String version) {
    int release = release(version);
    if (release < 702) {
      return Server.REDIS_7_0;
    }
    if (release < 704) {
      return Server.REDIS_7_2;
    }
    return release < 800 ? Server.REDIS_7_4 : Server.REDIS_8_0;
  }

  /** Major and minor number as one: 7.2.6 gives 702; 0 where there is no number. */
  private static int release(String version) {
    int major = 0;
    int minor = 0;
    boolean inMinor = false;
    for (int i = 0; i < version.length(); i++) {
      char c = version.charAt(i);
      if (c == '.' && !inMinor) {
        inMinor = true;
      } else if (c < '0' || c > '9') {
        break;
      } else if (inMinor) {
        minor = Math.min(99, 10 * minor + c - '0');
      } else {
        major = Math.min(99, 10 * major + c - '0');
      }
    }
    return 100 * major + minor;
  }
}
