package org.aofkit.fsck;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.aofkit.fsck.options.ArgumentParser;
import org.aofkit.fsck.options.Arguments;
import org.aofkit.fsck.options.Command;
import org.aofkit.fsck.options.HelpText;
import org.aofkit.fsck.options.Opt;
import org.aofkit.fsck.options.UsageException;

/** The tool as a function: words in, exit code out. Never ends the JVM and keeps no state. */
public final class Fsck {
  private final Engine engine;

  /** The tool. */
  public Fsck() {
    this(new CoreEngine());
  }

  /** The tool over another library, for tests. */
  Fsck(Engine engine) {
    this.engine = engine;
  }

  /** Runs one command. Every exception ends here, in words and an {@link ExitCode}. */
  public int run(String[] words, Environment environment) {
    String who = "aof-fsck";
    String help = "aof-fsck --help";
    try {
      if (words.length == 0) {
        environment.err().print(HelpText.overview());
        return flushed(environment, ExitCode.USAGE);
      }
      String first = words[0];
      if (first.equals("--help")
          || first.equals("-h")
          || first.equals("help") && words.length == 1) {
        environment.out().print(HelpText.overview());
        return flushed(environment, ExitCode.CLEAN);
      }
      if (Version.isAsked(words)) {
        environment.out().print(Version.text());
        return flushed(environment, ExitCode.CLEAN);
      }
      Command command = ArgumentParser.command(first);
      who = "aof-fsck " + command.id();
      help = who + " --help";
      List<String> rest = Arrays.asList(words).subList(1, words.length);
      Arguments arguments = ArgumentParser.parse(command, rest, environment.variables());
      int code = perform(arguments, environment, who);
      boolean seenEnough =
          command == Command.SHOW && StandardOutput.readerIsGone(environment.out());
      return seenEnough ? code : flushed(environment, code);
    } catch (UsageException e) {
      environment.err().println(who + ": " + e.getMessage());
      environment.err().println("Try '" + help + "'.");
      return flushed(environment, ExitCode.USAGE);
    } catch (CancellationException e) {
      String said = e.getMessage() == null ? "the files are as they were" : e.getMessage();
      environment.err().println(who + ": cancelled; " + said);
      return flushed(environment, ExitCode.CANCELLED);
    } catch (IOException e) {
      environment.err().println(who + ": " + Failure.describe(e));
      return flushed(environment, ExitCode.OPERATIONAL);
    }
  }

  private int perform(Arguments arguments, Environment environment, String who)
      throws UsageException, IOException {
    if (arguments.has(Opt.HELP)) {
      environment.out().print(HelpText.of(arguments.command()));
      return ExitCode.CLEAN;
    }
    if (arguments.has(Opt.VERSION)) {
      environment.out().print(Version.text());
      return ExitCode.CLEAN;
    }
    for (String unknown : ArgumentParser.unknownVariables(environment.variables())) {
      environment.err().println(who + ": nothing is known of the variable " + unknown);
    }
    Command command = arguments.command();
    for (Opt opt : ArgumentParser.foreignVariables(command, environment.variables())) {
      String ignored = "the variable " + opt.variable() + " is ignored: '" + command.id();
      environment.err().println(who + ": " + ignored + "' has no option " + opt.typed());
    }
    Session session = new Session(environment, engine, arguments);
    return switch (arguments.command()) {
      case CHECK -> new CheckCommand(session).run();
      case REPAIR -> new RepairCommand(session).run();
      case COMPACT -> new CompactCommand(session).run();
      case CONVERT -> new ConvertCommand(session).run();
      case RESCUE -> new RescueCommand(session).run();
      case UNDO -> new UndoCommand(session).run();
      case INIT -> new InitCommand(session).run();
      case SHOW -> new ShowCommand(session).run();
      case STATS -> new StatsCommand(session).run();
    };
  }

  /** A result that could not be written is no result. */
  private static int flushed(Environment environment, int code) {
    environment.err().flush();
    if (environment.out().checkError()) {
      environment.err().println("aof-fsck: standard output can't be written");
      environment.err().flush();
      return code | ExitCode.OPERATIONAL;
    }
    return code;
  }
}
