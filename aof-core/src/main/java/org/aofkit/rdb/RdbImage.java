package org.aofkit.rdb;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.aofkit.server.Dialect;
import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;

/**
 * What stepping over an RDB image has shown. Its memory does not grow with the image.
 *
 * @param dialect the dialect its magic names; {@link Dialect#REDIS} where there is no magic
 * @param version the version behind the magic as servers read it; 0 where there is none
 * @param start the byte offset of the image in its source
 * @param end the first byte behind the image, that is behind its checksum; with a problem other
 *     than {@link RdbProblem.Kind#CHECKSUM} the end of the last whole record
 * @param aux the auxiliary fields, in file order, names as ISO-8859-1; at most 64, none with a name
 *     over 64 bytes or a value over 1 KiB. The arrays must not be changed.
 * @param keys how many keys were passed, also those that a server skips because they are empty
 * @param keysWithExpiry how many of them have a deadline
 * @param functions how many function libraries were passed
 * @param lastDatabase the database of the last key; empty without keys
 * @param maxDatabase the highest database selected, with or without keys in it; 0 where none is,
 *     the highest int where it is above; {@link RdbRemarks#highestDatabase()} is the number itself
 * @param databases the databases that hold keys, in the order they were met, at most 64
 * @param checksum what the checksum says
 * @param acceptedBy the servers that know all that was met, as a mask of {@link Server#bit()}; says
 *     nothing about a problem
 * @param obstacles why the others do not: the first occurrence of each reason, at most 64
 * @param problem what stopped the stepping or, for a wrong checksum, what is wrong with the whole;
 *     null if nothing
 * @param depth how closely the image was looked at
 * @param acceptedSanitized like {@code acceptedBy}, for servers with {@code sanitize-dump-payload
 *     yes}; Valkey 9 has no such setting and always looks that closely (measured with Valkey 9.1.2)
 * @param damages what is wrong but loaded by some server, in file order; the first 64 of each kind
 * @param damageCount how much of that there is in all
 * @param remarks what else was met
 */
public record RdbImage(
    Dialect dialect,
    int version,
    long start,
    long end,
    Map<String, byte[]> aux,
    long keys,
    long keysWithExpiry,
    long functions,
    OptionalInt lastDatabase,
    int maxDatabase,
    List<Integer> databases,
    RdbChecksum checksum,
    int acceptedBy,
    List<RdbObstacle> obstacles,
    @Nullable RdbProblem problem,
    RdbDepth depth,
    int acceptedSanitized,
    List<RdbDamage> damages,
    long damageCount,
    RdbRemarks remarks) {

  public RdbImage {
    aux = Collections.unmodifiableMap(new LinkedHashMap<>(aux));
    databases = List.copyOf(databases);
    obstacles = List.copyOf(obstacles);
    damages = List.copyOf(damages);
  }

  /** Whether the image was stepped over to its end and nothing is wrong with it. */
  public boolean isWhole() {
    return problem == null;
  }

  /**
   * Whether this server loads the image with its default settings. With {@link RdbDepth#STEP} the
   * inside of packed containers is not looked at; keys are only compared with their direct
   * predecessor ({@link RdbDuplicates} compares all).
   *
   * @param databaseCount the number of databases the server is configured to have
   */
  public boolean loadsOn(Server server, int databaseCount) {
    return problem == null && (acceptedBy & server.bit()) != 0 && maxDatabase < databaseCount;
  }

  /**
   * The same for a server with {@code sanitize-dump-payload yes}.
   *
   * @param databaseCount the number of databases the server is configured to have
   */
  public boolean loadsSanitizedOn(Server server, int databaseCount) {
    return problem == null
        && (acceptedSanitized & server.bit()) != 0
        && maxDatabase < databaseCount;
  }

  /**
   * The first reason why this server does not know something in the image; empty if it knows all of
   * it.
   */
  public Optional<RdbObstacle> obstacleFor(Server server) {
    return obstacles.stream().filter(obstacle -> obstacle.stops(server)).findFirst();
  }

  /** The first reason why this server with {@code sanitize-dump-payload yes} refuses the image. */
  public Optional<RdbObstacle> sanitizedObstacleFor(Server server) {
    return obstacles.stream().filter(obstacle -> obstacle.stopsSanitized(server)).findFirst();
  }

  /**
   * The value of an auxiliary field as ISO-8859-1 text, for example of {@code redis-ver} or {@code
   * aof-base}.
   */
  public Optional<String> auxText(String name) {
    return Optional.ofNullable(aux.get(name)).map(v -> new String(v, StandardCharsets.ISO_8859_1));
  }
}
