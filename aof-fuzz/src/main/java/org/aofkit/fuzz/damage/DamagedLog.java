package org.aofkit.fuzz.damage;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A healthy log and what has happened to it.
 *
 * @param healthy how it was
 * @param hits sorted by file and place; they do not overlap
 */
public record DamagedLog(HealthyLog healthy, List<Hit> hits) {
  /** Copies the hits. */
  public DamagedLog {
    hits = List.copyOf(hits);
  }

  /** The hits of one file. */
  public List<Hit> hitsOf(int file) {
    return hits.stream().filter(hit -> hit.file() == file).toList();
  }

  /** The bytes of a file as they are now, without an image in front. */
  public byte[] bytesOf(int file) {
    byte[] was = healthy.bytesOf(file);
    ByteArrayOutputStream is = new ByteArrayOutputStream();
    int at = 0;
    for (Hit hit : hitsOf(file)) {
      is.write(was, at, hit.from() - at);
      is.writeBytes(hit.with());
      at = hit.to();
    }
    is.write(was, at, was.length - at);
    return is.toByteArray();
  }

  /**
   * Where a byte of the healthy file is now.
   *
   * @param at a byte that no hit has replaced, or the size of the healthy file
   */
  public int place(int file, int at) {
    int place = at;
    for (Hit hit : hitsOf(file)) {
      if (hit.to() <= at) {
        place += hit.shift();
      }
    }
    return place;
  }

  /** Where a hit begins now. What is put in stands in front of the byte that it is put in at. */
  public int placeOf(Hit hit) {
    int put = hit.from() == hit.to() ? hit.shift() : 0;
    return place(hit.file(), hit.from()) - put;
  }

  /** Writes the set into a server's data directory, which is made. */
  public void write(Path data) throws IOException {
    List<byte[]> files = new ArrayList<>();
    for (int file = 0; file < healthy.files(); file++) {
      files.add(bytesOf(file));
    }
    SetFiles.write(data, files, healthy.commandBase(), healthy.head());
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    hits.forEach(hit -> text.append(hit).append('\n'));
    for (LogRecord record : healthy.records()) {
      boolean touched = hits.stream().anyMatch(hit -> hit.touches(record));
      text.append(touched ? "! " : "  ")
          .append(record.file())
          .append(' ')
          .append(record.start())
          .append(record.isAlone() ? "" : " tx" + record.transaction())
          .append(" db")
          .append(record.database());
      for (String word : record.words()) {
        text.append(' ').append(word.length() > 24 ? word.substring(0, 24) + "…" : word);
      }
      text.append('\n');
    }
    return text.toString();
  }
}
