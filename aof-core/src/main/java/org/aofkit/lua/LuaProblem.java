package org.aofkit.lua;

/**
 * Why a source does not compile.
 *
 * @param line where, counted from 1, which is the line the source begins in
 * @param text what was expected and what was found, without the line
 */
public record LuaProblem(int line, String text) {}
