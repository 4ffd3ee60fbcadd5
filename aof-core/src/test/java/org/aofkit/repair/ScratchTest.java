package org.aofkit.repair;

import static org.aofkit.testing.Aof.*;

import java.io.IOException;
import java.nio.file.Path;
import java.util.*;
import org.aofkit.check.*;
import org.aofkit.testing.*;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchTest {
  @TempDir Path folder;
  static final Aof A = Aof.of(select(5), set("a", "1"));
  static final Aof B = set("b", "2");
  static final Aof C = set("c", "3");
  static final Aof D = set("d", "4");
  static final Aof BAD = text("??? these bytes are no command\r\n");
  static final Aof ELSE = Aof.of(select(7), set("e", "9"));

  void show(String what, AofDir dir, int incrs) throws IOException {
    System.out.println("=== " + what);
    Report r = dir.check();
    System.out.println("  verdict " + r.verdict() + " loads " + r.loads());
    for (Damage d : r.damages()) System.out.println("  " + (d instanceof Damage.Gap g ? "Gap " + g.offset()+".."+g.end()+" "+g.cause()+" txs="+g.context().transactionStart()+" orphanEnd="+g.context().orphanEnd()+" doubt="+g.context().databaseDoubtful() : d.toString().replaceAll("/\\S*/","")));
    for (boolean drop : new boolean[]{true,false}) {
      PlanOptions o = PlanOptions.of(Policy.SALVAGE).with(drop?AmbiguousDatabase.DROP:AmbiguousDatabase.KEEP);
      RepairPlan p = dir.plan(o);
      for (Refusal f : p.refusals()) System.out.println("  REFUSED " + f);
      if (!p.refusals().isEmpty() || p.nothingToDo()) continue;
      RepairOutcome out;
      try { out = dir.repair(o); } catch (Exception e) { System.out.println("  FAILED "+e); continue; }
      Aof[] f = new Aof[incrs];
      for (int i = 0; i < incrs; i++) f[i] = Aof.raw(dir.incrBytes(i + 1));
      System.out.println("  " + (drop?"drop":"keep") + " after " + out.after().verdict() + " again=" + !dir.plan(o).nothingToDo() + " " + Effects.of(f));
      dir.undo();
    }
  }

  AofDir one(Aof... parts) throws IOException { return AofDir.in(folder).incr(parts); }
  AofDir based(Aof... parts) throws IOException { return AofDir.in(folder).base(image(5,1)).incr(parts); }

  @Test void a() throws IOException {
    show("a plain", one(A, multi(), B, BAD, C, D, BAD, set("z","1")), 1);
    show("a exec damaged", one(A, multi(), B, BAD, C, D, exec().replace("EXEC","EXEB"), set("z","1")), 1);
    show("a exec damaged head", one(A, multi(), B, BAD, C, D, exec().replace("*1","?1"), set("z","1")), 1);
    show("a flip then BAD", one(A, multi(), B, set("k","0123456789").replace("$10","$1x"), C, D, BAD, set("z","1")), 1);
    show("a unknown then BAD", one(A, multi(), B, command("SEX","k","0123456789"), C, D, BAD, set("z","1")), 1);
  }
  @Test void b() throws IOException {
    String cmds = "*1\r\n$8\r\nFLUSHALL\r\n*3\r\n$3\r\nSET\r\n$1\r\nx\r\n$1\r\n1\r\n";
    String v = "$" + cmds.length() + "\r\n" + cmds + "\r\n";
    show("b1", one(A, text("???\r\nk\r" + v), B, C), 1);
    show("b2", one(A, text("???garbagek" + v), B, C), 1);
    show("b3", one(A, BAD, text("$1\r\nk\r" + v), B, C), 1);
    show("b4 head", one(A, text("*3\r\n$3\r\nSE???1\r\nk\r" + v), B, C), 1);
    show("b5 nuls", one(A, text("*3\r\n$3\r\nS"), nuls(5), text("k"+ v), B, C), 1);
    String v2 = v.substring(1);
    show("b6 dollar gone", one(A, text("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n?" + v2), B, C), 1);
    show("b7 key cr", one(A, text("?3\r\n$3\r\nSET\r\n$1\r\nk\r" + v), B, C), 1);
  }
  @Test void c() throws IOException {
    for (int n = 11; n < 130; n++) {
      if (Resync2.apart(n, 10)) continue;
      AofDir dir = one(A, B, set("k", "0123456789").replace("$10", "$" + n), C, D, command("APPEND","x","yy"), command("DEL","q"), D);
      if (dir.check().verdict() != Verdict.CLEAN) dir.repair(PlanOptions.of(Policy.SALVAGE));
      List<String> left = Effects.of(Aof.raw(dir.incrBytes(1)));
      if (left.size() != 7) System.out.println("c " + n + " " + left.toString().replace("\r\n","~"));
    }
    for (int n = 11; n < 100; n++) {
      AofDir dir = one(A, B, set("longer-key", "012345").replace("$10\r\nlong", "$" + n+"\r\nlong"), C, D, command("APPEND","x","yy"), command("DEL","q"), D);
      if (dir.check().verdict() != Verdict.CLEAN) dir.repair(PlanOptions.of(Policy.SALVAGE));
      List<String> left = Effects.of(Aof.raw(dir.incrBytes(1)));
      if (left.size() != 7) System.out.println("c key " + n + " " + left.toString().replace("\r\n","~"));
    }
  }
  @Test void d() throws IOException {
    Aof ts = timestamp(17);
    for (boolean base : new boolean[]{false,true}) {
      String w = base ? "based " : "";
      show(w+"d1 nuls behind ts", base ? based(ts, nuls(40), B, C) : one(ts, nuls(40), B, C), 1);
      show(w+"d2 bad behind ts", base ? based(ts, BAD, B, C) : one(ts, BAD, B, C), 1);
      show(w+"d3 bad, ts", base ? based(BAD, ts, B, C) : one(BAD, ts, B, C), 1);
      show(w+"d4 nuls, ts", base ? based(nuls(40), ts, B, C) : one(nuls(40), ts, B, C), 1);
      show(w+"d5 512 nuls, ts", base ? based(nuls(512), ts, B, C) : one(nuls(512), ts, B, C), 1);
      show(w+"d6 ts nuls ts", base ? based(ts, nuls(40), ts, B, C) : one(ts, nuls(40), ts, B, C), 1);
      show(w+"d7 ts sel odd", base ? based(ts, text("*2\r\n$6\r\nSELEBT\r\n$1\r\n5\r\n"), B, C, A) : one(ts, text("*2\r\n$6\r\nSELEBT\r\n$1\r\n5\r\n"), B, C, A), 1);
      show(w+"d8 glued", base ? based(text("#TS:17*2\r\n$6\r\nSELECT\r\n$1\r\n5\r\n"), B, C, A) : one(text("#TS:17*2\r\n$6\r\nSELECT\r\n$1\r\n5\r\n"), B, C, A), 1);
      show(w+"d9 glued all in line", base ? based(text("#TS:1700000000$1\r\n5\r\n"), B, C, A) : one(text("#TS:1700000000$1\r\n5\r\n"), B, C, A), 1);
      show(w+"d10 garbage hash line", base ? based(text("#\0\0garbage\r\n"), B, C, A) : one(text("#\0\0garbage\r\n"), B, C, A), 1);
    }
  }
  @Test void e() throws IOException {
    Aof split = set("s", "10"); Aof head = split.head(14); Aof rest = Aof.of(split.from(14), C);
    show("e1", AofDir.in(folder).base(image(0,1)).incr(ELSE, A, BAD, head).incr(rest, ELSE), 2);
    show("e2 one db", AofDir.in(folder).base(image(5,1)).incr(A, BAD, B, head).incr(rest), 2);
    show("e3", AofDir.in(folder).base(image(0,1)).incr(ELSE, A, BAD, B, head).incr(rest), 2);
    show("e4 headless base", AofDir.in(folder).base(image(5,1)).incr(B, head).incr(rest), 2);
    show("e5 dropped in 1", AofDir.in(folder).base(image(0,1)).incr(ELSE, A, BAD).incr(B, head).incr(rest), 3);
  }
  @Test void f() throws IOException {
    Random rnd = new Random(5);
    int n=0;
    for (int t = 0; t < 2500; t++) {
      Aof v = switch (rnd.nextInt(4)) { case 0 -> set("kk", "x".repeat(20+rnd.nextInt(60))); case 1 -> command("APPEND","kk","y".repeat(10+rnd.nextInt(100))); case 2 -> command("MSET","k","v".repeat(rnd.nextInt(40)),"l","w".repeat(rnd.nextInt(50))); default -> command("RPUSH","list","abc"+"z".repeat(rnd.nextInt(30)),"1"); };
      int gone = 1 + rnd.nextInt(30); int at = 1 + rnd.nextInt(Math.max(1, v.length() - gone - 1));
      if (at + gone > v.length()) continue;
      Aof dam = Aof.of(v.head(at), v.from(at + gone));
      Aof tx = Aof.of(multi(), B, exec());
      Aof ts = timestamp(1700000000);
      AofDir dir = switch (rnd.nextInt(6)) { case 0 -> one(A, tx, dam, ts); case 1 -> one(A, tx, dam, ts, C); case 2 -> AofDir.in(folder).incr(A, tx, dam, ts).incr(select(5), C); case 3 -> one(A, tx, dam, ts, ts); case 4 -> one(A, timestamp(16), tx, dam, ts.cutBy(1+rnd.nextInt(8))); default -> one(A, tx, dam, ts, multi(), D); };
      PlanOptions o = PlanOptions.of(Policy.SALVAGE);
      RepairPlan p = dir.plan(o);
      if (p.nothingToDo()) continue;
      if (!p.refusals().isEmpty()) { System.out.println("f REFUSED " + p.refusals()); continue; }
      try { dir.repair(o); } catch (Exception e) { System.out.println("f EXC " + e); continue; }
      List<String> left; try { left = Effects.of(Aof.raw(dir.incrBytes(1))); } catch (Exception e) { continue; }
      if (false) left = Effects.of(Aof.raw(dir.incrBytes(1)));
      if (!left.contains("5:SET b 2")) { System.out.println("f LOST " + left + " v=" + new String(dam.bytes()).replace("\r\n","~")+ " at " + at + " gone " + gone); if (n++ > 12) return; }
    }
  }
  @Test void g() throws IOException {
    for (Aof k : new Aof[]{command("RESET"), command("PSYNC","?","-1"), command("SHUTDOWN","NOW"), command("DEBUG","SEGFAULT"), command("DISCARD")}) {
      show("g", one(A, multi(), B, k, exec(), C), 1);
      show("g sel", one(A, multi(), select(7), B, k, exec(), C, A), 1);
    }
    show("g open", one(A, multi(), B, command("RESET")), 1);
    show("g outside", one(A, B, command("RESET"), C), 1);
    show("g outside", one(A, B, command("PSYNC","?","-1"), C), 1);
  }
  static final class Resync2 { static boolean apart(long a, long b) { String x=""+a,y=""+b; int d=0; if (x.length()!=y.length()) return false; for (int i=0;i<x.length();i++) d+= x.charAt(i)!=y.charAt(i)?1:0; return d==1; } }
}
