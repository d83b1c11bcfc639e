package io.windlass.core.sink;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Where and how lines are written.
 *
 * @param path the file
 * @param maxSize in bytes; a file that would grow beyond it is renamed
 * @param keep how many renamed files are kept
 * @param fsync whether to wait until the disk has what was written
 */
record JsonLinesSettings(Path path, long maxSize, int keep, boolean fsync) {
    private static final List<String> KEYS = List.of("path", "max-size", "keep", "fsync");

    static JsonLinesSettings of(Map<String, String> settings) {
        TreeSet<String> unknown = new TreeSet<>(settings.keySet());
        KEYS.forEach(unknown::remove);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "the sink json-lines does not know " + unknown + "; its settings are " + KEYS);
        }
        return new JsonLinesSettings(
                path(settings.get("path")),
                number("max-size", settings.getOrDefault("max-size", "134217728"), 1024, Long.MAX_VALUE),
                (int) number("keep", settings.getOrDefault("keep", "10"), 1, 10_000),
                flag(settings.getOrDefault("fsync", "true")));
    }

    private static Path path(@Nullable String text) {
        if (text == null || text.isBlank()) {
            throw new IllegalArgumentException("the sink json-lines needs the setting path, the file to append to");
        }
        try {
            return Path.of(text).toAbsolutePath();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("path must be the path of a file, was '" + text + "'", e);
        }
    }

    private static long number(String key, String text, long least, long most) {
        try {
            long value = Long.parseLong(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // reported below, with the legal range
        }
        throw new IllegalArgumentException(
                key + " must be a number from " + least + " to " + most + ", was '" + text + "'");
    }

    private static boolean flag(String text) {
        if (text.equals("true") || text.equals("false")) {
            return text.equals("true");
        }
        throw new IllegalArgumentException("fsync must be true or false, was '" + text + "'");
    }
}
