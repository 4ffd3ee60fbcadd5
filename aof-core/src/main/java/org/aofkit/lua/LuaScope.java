package org.aofkit.lua;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a function of a source has declared where reading has come to: its local variables and its
 * blocks. The limits are those of Lua 5.1.
 */
final class LuaScope {
  private static final int MOST_LOCALS = 200;
  private static final int MOST_CAPTURED = 60;

  private final @Nullable LuaScope outer;
  private final List<Local> locals = new ArrayList<>();
  private final List<Local> declared = new ArrayList<>();
  private final Deque<Block> blocks = new ArrayDeque<>();
  private final Set<Local> captured = new HashSet<>();
  private boolean takesMore;

  LuaScope(@Nullable LuaScope outer, boolean takesMore) {
    this.outer = outer;
    this.takesMore = takesMore;
  }

  @Nullable LuaScope outer() {
    return outer;
  }

  /** Says that the function takes any number of arguments. */
  void takeMore() {
    takesMore = true;
  }

  boolean takesMore() {
    return takesMore;
  }

  /** Begins a block. */
  void open(boolean isLoop) {
    blocks.push(new Block(locals.size(), isLoop));
  }

  /** Ends the innermost block and its variables. */
  void close() {
    Block block = blocks.pop();
    locals.subList(block.locals(), locals.size()).clear();
  }

  boolean isInLoop() {
    return blocks.stream().anyMatch(Block::isLoop);
  }

  /** Declares a variable that can be seen from {@link #activate} on. */
  void declare(String name, int line) throws LuaStop {
    if (locals.size() + declared.size() + 1 > MOST_LOCALS) {
      throw new LuaStop(line, "expected at most 200 local variables in a function, found more");
    }
    declared.add(new Local(name));
  }

  /** Makes what was declared visible. */
  void activate() {
    locals.addAll(declared);
    declared.clear();
  }

  /**
   * Notes that a variable is used: functions may reach 60 variables of those around them.
   *
   * @return whether it is a local one
   */
  boolean use(String name, int line) throws LuaStop {
    Local found = null;
    LuaScope owner = this;
    while (owner != null) {
      found = owner.find(name);
      if (found != null) {
        break;
      }
      owner = owner.outer;
    }
    if (found == null) {
      return false;
    }
    for (LuaScope scope = this; scope != null && scope != owner; scope = scope.outer) {
      scope.captured.add(found);
      if (scope.captured.size() > MOST_CAPTURED) {
        throw new LuaStop(
            line, "expected at most 60 variables of outer functions in one, found more");
      }
    }
    return true;
  }

  private @Nullable Local find(String name) {
    for (int i = locals.size() - 1; i >= 0; i--) {
      if (locals.get(i).name.equals(name)) {
        return locals.get(i);
      }
    }
    return null;
  }

  private record Block(int locals, boolean isLoop) {}

  /** Two variables of one name are two. */
  private static final class Local {
    private final String name;

    Local(String name) {
      this.name = name;
    }
  }
}
