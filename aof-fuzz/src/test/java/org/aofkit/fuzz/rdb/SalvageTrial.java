package org.aofkit.fuzz.rdb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.*;
import org.aofkit.rdb.salvage.RdbSalvage;
import org.junit.jupiter.api.Test;

class SalvageTrial {
  @Test
  void trial() throws IOException {
    for (String name : System.getProperty("trial").split(",")) {
      byte[] image = Files.readAllBytes(Path.of(name));
      ImageKeys keys = ImageKeys.of(image);
      Set<String> all = new HashSet<>();
      keys.keys().forEach(k -> all.add(k.identity()));
      int n = Integer.getInteger("tries", 1000);
      Map<String, int[]> stats = new TreeMap<>();
      long t0 = System.nanoTime();
      int shown = 0;
      for (int i = 0; i < n; i++) {
        SpotDamage d = SpotDamage.of(image, new Random(i));
        RdbSalvage s = Salvages.look(d.bytes());
        int[] st = stats.computeIfAbsent(d.kind() + " " + s.outcome(), x -> new int[6]);
        st[0]++;
        if (s.outcome() == RdbSalvage.Outcome.CHECKSUM
            || s.outcome() == RdbSalvage.Outcome.HOPELESS
            || s.outcome() == RdbSalvage.Outcome.WHOLE) {
          continue;
        }
        byte[] w = Salvages.written(d.bytes(), s);
        ImageKeys got;
        try {
          got = ImageKeys.of(w);
        } catch (RuntimeException e) {
          st[5]++;
          System.out.println("UNREADABLE " + i + " " + d.kind() + " " + d.from() + " " + d.to());
          continue;
        }
        Set<String> have = new HashSet<>();
        int foreign = 0;
        for (ImageKeys.Entry e : got.keys()) {
          if (!all.contains(e.identity())) {
            foreign++;
            System.out.println("  FOREIGN seed " + i + " " + d.kind() + " " + d.from() + "-" + d.to() + " at " + e.from() + " " + e.identity().replaceAll("[^ -~]", ".").substring(0, Math.min(150, e.identity().length())));
          }
          have.add(e.identity());
        }
        int missing = 0;
        for (ImageKeys.Entry e : keys.keys()) {
          if (!e.overlaps(d.from(), d.to()) && !have.contains(e.identity())) {
            missing++;
          }
        }
        st[1] += missing > 0 ? 1 : 0;
        st[2] += missing;
        st[3] += foreign > 0 ? 1 : 0;
        st[4] += foreign;
        if (Salvages.look(w).outcome() != RdbSalvage.Outcome.WHOLE) {
          st[5]++;
        }
        if ((foreign > 0 || missing > 0) && shown++ < Integer.getInteger("shown", 10)) {
          System.out.println(
              "seed " + i + " " + d.kind() + " " + d.from() + "-" + d.to() + " missing " + missing
                  + " foreign " + foreign + " " + s.ranges() );
        }
      }
      System.out.println(name + " keys " + keys.keys().size() + " ms " + (System.nanoTime() - t0) / 1000000);
      stats.forEach((k, v) -> System.out.println("  " + k + " " + Arrays.toString(v)));
    }
  }
}
