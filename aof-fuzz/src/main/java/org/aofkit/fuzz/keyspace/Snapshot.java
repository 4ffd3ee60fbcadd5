package org.aofkit.fuzz.keyspace;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.aofkit.fuzz.server.DataSet;
import org.aofkit.fuzz.server.RespClient;

/**
 * What a server holds.
 *
 * @param data everything that clients can read
 * @param digest what DEBUG DIGEST says, which sees the bytes of strings; its own servers' only
 */
public record Snapshot(DataSet data, String digest) {
  /** Reads a server. Keys past their deadline are gone afterwards. */
  public static Snapshot of(RespClient client) throws IOException {
    DataSet data = DataSet.dump(client);
    return new Snapshot(data, client.call("DEBUG", "DIGEST").orThrow().text());
  }

  /** What is different; empty if nothing is. */
  public List<String> differences(Snapshot other) {
    List<String> lines = new ArrayList<>(data.diff(other.data));
    if (lines.isEmpty() && !digest.equals(other.digest)) {
      lines.add("digest: here " + digest + ", there " + other.digest);
    }
    return lines;
  }
}
