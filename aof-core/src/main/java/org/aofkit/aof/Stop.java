package org.aofkit.aof;

import org.aofkit.resp.RespError;
import org.jspecify.annotations.Nullable;

/**
 * Where and how reading a file of commands ended.
 *
 * @param how {@link org.aofkit.resp.RespScanner#END}, {@code CUT}, {@code MALFORMED} or {@code
 *     CUT_ANNOTATION}
 * @param offset start of the frame that could not be read; the end of the file at {@code END}
 * @param errorOffset the byte that could not be read; -1 at {@code END}
 * @param error what was wrong with it; null at {@code END}
 */
public record Stop(int how, long offset, long errorOffset, @Nullable RespError error) {}
