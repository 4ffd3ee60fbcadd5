package org.aofkit.aof;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.aofkit.manifest.ManifestParser;
import org.aofkit.manifest.ManifestResult;
import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;

/**
 * A manifest as each known server reads it.
 *
 * @param parsed what the first server that takes it reads; null where none does
 * @param refusals the servers that refuse it
 */
record ManifestLook(
    ManifestResult.@Nullable Parsed parsed, Map<Server, ManifestResult.Refused> refusals) {

  static ManifestLook at(Path manifest) throws IOException {
    Map<Server, ManifestResult.Refused> refusals = new EnumMap<>(Server.class);
    ManifestResult.Parsed parsed = null;
    Server before = Server.values()[0];
    ManifestResult result = parse(manifest, before);
    for (Server server : Server.values()) {
      if (!ManifestParser.readAlike(before, server)) {
        result = parse(manifest, server);
      }
      before = server;
      if (result instanceof ManifestResult.Refused refused) {
        refusals.put(server, refused);
      } else if (parsed == null && result instanceof ManifestResult.Parsed good) {
        parsed = good;
      }
    }
    return new ManifestLook(parsed, refusals);
  }

  private static ManifestResult parse(Path manifest, Server server) throws IOException {
    try (ReadableByteChannel channel = Channels.newChannel(Files.newInputStream(manifest))) {
      return ManifestParser.parse(channel, server);
    }
  }
}
