package org.aofkit.fsck.render;

import org.aofkit.fsck.options.PlanWords;
import org.aofkit.repair.Lost;
import org.aofkit.repair.PlannedEdit;
import org.aofkit.repair.Refusal;
import org.aofkit.repair.RepairPlan;

/**
 * A plan for people: every edit with its class and its loss, and every damage it leaves alone with
 * the reason.
 */
public final class PlanText {
  private static final int SHOWN = 50;

  private PlanText() {}

  /** The lines of the plan, with a line end. */
  public static String of(RepairPlan plan, Paint paint) {
    StringBuilder text = new StringBuilder(1024);
    String told = PlanWords.of(plan.options());
    text.append("  plan")
        .append(plan.id().isEmpty() ? "" : " " + plan.id())
        .append(told.isEmpty() ? ": " : " (" + told.strip() + "): ");
    text.append(Numbers.count(plan.edits().size(), "edit"));
    if (!plan.refusals().isEmpty()) {
      text.append(", ").append(plan.refusals().size()).append(" refused");
    }
    text.append("; given up: ").append(lost(plan.lost())).append('\n');
    for (String note : plan.notes()) {
      Wrapping.append(text, note, "  ");
    }
    int shown = 0;
    for (PlannedEdit edit : plan.edits()) {
      if (shown++ == SHOWN) {
        break;
      }
      text.append("\n  ").append(paint.bold(edit.editClass().name())).append("  ");
      text.append(edit.kind().id()).append("  ");
      place(text, edit.file(), edit.offset(), edit.length());
      text.append('\n');
      String phrase = edit.kind().phrase();
      String how = Character.toUpperCase(phrase.charAt(0)) + phrase.substring(1);
      Wrapping.append(text, how + ": " + edit.reason(), "    ");
      if (!edit.lost().isNothing()) {
        text.append("    gives up ").append(lost(edit.lost())).append('\n');
      }
    }
    more(text, plan.edits().size());
    shown = 0;
    for (Refusal refusal : plan.refusals()) {
      if (shown++ == SHOWN) {
        break;
      }
      text.append("\n  refused (").append(refusal.editClass().name()).append(")  ");
      place(text, refusal.file(), refusal.offset(), refusal.length());
      text.append('\n');
      Wrapping.append(text, refusal.reason(), "    ");
    }
    more(text, plan.refusals().size());
    return text.toString();
  }

  /** A loss in words: {@code nothing}, or the counts that are not 0. */
  public static String lost(Lost lost) {
    if (lost.isNothing()) {
      return "nothing";
    }
    StringBuilder text = new StringBuilder();
    add(text, lost.bytes(), "byte");
    add(text, lost.commands(), "command");
    add(text, lost.transactions(), "transaction");
    if (lost.keysAtLeast()) {
      text.append(text.length() == 0 ? "" : ", ");
      text.append(
          lost.keys() == 0
              ? "an unknown number of keys"
              : "at least " + Numbers.count(lost.keys(), "key"));
    } else {
      add(text, lost.keys(), "key");
    }
    return text.toString();
  }

  private static void add(StringBuilder text, long number, String name) {
    if (number > 0) {
      text.append(text.length() == 0 ? "" : ", ").append(Numbers.count(number, name));
    }
  }

  private static void place(StringBuilder text, String file, long offset, long length) {
    text.append(file.isEmpty() ? "(the directory)" : file);
    if (!file.isEmpty() && offset >= 0) {
      text.append(" @ ").append(Numbers.offset(offset));
    }
    if (length > 0) {
      text.append(", ").append(Numbers.count(length, "byte"));
    }
  }

  private static void more(StringBuilder text, int all) {
    if (all > SHOWN) {
      text.append("\n  and ")
          .append(Numbers.grouped(all - SHOWN))
          .append(" more (--json lists all)\n");
    }
  }
}
