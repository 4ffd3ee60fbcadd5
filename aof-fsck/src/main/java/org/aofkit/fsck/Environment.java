package org.aofkit.fsck;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.FileSystem;
import java.time.Clock;
import java.util.Map;

/**
 * Everything a run takes from outside, so that a run can be tested in this process.
 *
 * @param in standard input
 * @param out standard output; UTF-8
 * @param err standard error; UTF-8
 * @param variables environment variables
 * @param terminals which streams are terminals
 * @param fileSystem where names on the command line are looked up
 * @param clock the time
 * @param program what the tool is called with, as it would be typed in a shell
 * @param cancellation how a signal reaches the run
 */
public record Environment(
    InputStream in,
    PrintStream out,
    PrintStream err,
    Map<String, String> variables,
    Terminals terminals,
    FileSystem fileSystem,
    Clock clock,
    String program,
    Cancellation cancellation) {}
