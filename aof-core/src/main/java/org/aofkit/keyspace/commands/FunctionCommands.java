package org.aofkit.keyspace.commands;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.aofkit.keyspace.Libraries;
import org.aofkit.keyspace.Library;
import org.aofkit.keyspace.Payload;

/**
 * Function libraries. That the code of a library runs without an error when it is loaded is taken
 * for granted: servers log it only if it did.
 */
final class FunctionCommands {
  private FunctionCommands() {}

  static void addTo(Actions actions) {
    actions
        .add("function|load", FunctionCommands::load)
        .add("function|delete", FunctionCommands::delete)
        .add("function|flush", FunctionCommands::flush)
        .add("function|restore", FunctionCommands::restore);
  }

  private static Outcome load(Call call) throws RefusedException, NotModelledException {
    boolean isReplacing = false;
    for (int at = 2; at < call.count() - 1; at++) {
      if (!call.is(at, "REPLACE")) {
        throw new RefusedException("ERR Unknown option given: " + call.text(at));
      }
      isReplacing = true;
    }
    Libraries libraries = call.keyspace().libraries();
    Library library = read(libraries, call.word(call.count() - 1));
    put(libraries, List.of(library), isReplacing);
    return Outcome.CHANGED;
  }

  private static Library read(Libraries libraries, byte[] source)
      throws RefusedException, NotModelledException {
    Library library = libraries.read(source);
    if (library == null) {
      throw new RefusedException("ERR Error compiling function");
    }
    if (!library.isKnown()) {
      throw new NotModelledException("what a library registers shows only when it runs");
    }
    return library;
  }

  /** All of them, or none if one is in the way. */
  private static void put(Libraries libraries, List<Library> added, boolean isReplacing)
      throws RefusedException {
    for (Library library : added) {
      if (!isReplacing && libraries.get(library.name()) != null) {
        throw new RefusedException("ERR Library '" + library.name() + "' already exists");
      }
    }
    List<String> replaced = added.stream().map(Library::name).toList();
    for (Library present : libraries.all()) {
      for (Library library : added) {
        for (String function : library.functions()) {
          if (!replaced.contains(present.name()) && present.functions().contains(function)) {
            throw new RefusedException("ERR Function " + function + " already exists");
          }
        }
      }
    }
    added.forEach(libraries::put);
  }

  private static Outcome delete(Call call) throws RefusedException {
    if (call.keyspace().libraries().remove(call.text(2)) == null) {
      throw new RefusedException("ERR Library not found");
    }
    return Outcome.CHANGED;
  }

  private static Outcome flush(Call call) throws RefusedException {
    boolean isRight = call.count() == 2 || call.is(2, "SYNC") || call.is(2, "ASYNC");
    if (!isRight || call.count() > 3) {
      throw new RefusedException("ERR FUNCTION FLUSH only supports SYNC|ASYNC option");
    }
    call.keyspace().libraries().clear();
    return Outcome.CHANGED;
  }

  private static Outcome restore(Call call) throws RefusedException, NotModelledException {
    boolean isFlushing = false;
    boolean isReplacing = false;
    if (call.count() > 4) {
      throw new RefusedException("ERR wrong number of arguments for 'function|restore' command");
    }
    if (call.count() == 4) {
      isFlushing = call.is(3, "FLUSH");
      isReplacing = call.is(3, "REPLACE");
      if (!isFlushing && !isReplacing && !call.is(3, "APPEND")) {
        throw new RefusedException("ERR Wrong restore policy given");
      }
    }
    var payload = new Payload(call.word(2));
    if (!payload.isTakenBy(call.server())) {
      throw new RefusedException("ERR DUMP payload version or checksum are wrong");
    }
    Payload.Content content = payload.libraries(call.server());
    if (content.state() != Payload.State.READ) {
      throw new NotModelledException("a payload whose value is not known");
    }
    Libraries libraries = call.keyspace().libraries();
    List<Library> added = new ArrayList<>();
    for (byte[] source : content.libraries()) {
      added.add(read(libraries, source));
    }
    requireDistinct(added);
    if (isFlushing) {
      libraries.clear();
    }
    put(libraries, added, isReplacing);
    return Outcome.CHANGED;
  }

  private static void requireDistinct(List<Library> added) throws RefusedException {
    var functions = new HashSet<String>();
    for (Library library : added) {
      for (String function : library.functions()) {
        if (!functions.add(function)) {
          throw new RefusedException("ERR Function " + function + " already exists");
        }
      }
    }
  }
}
