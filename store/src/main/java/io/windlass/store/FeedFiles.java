package io.windlass.store;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The files of one feed.
 *
 * @param database holds what is kept
 * @param lock is locked by the owner and holds its process id
 */
record FeedFiles(Path database, Path lock) {
    private static final String PREFIX = "feed-";
    private static final String DATABASE = ".db";

    static FeedFiles of(Path directory, String feed) {
        String stem = PREFIX + stem(feed);
        return new FeedFiles(directory.resolve(stem + DATABASE), directory.resolve(stem + ".lock"));
    }

    /** The names of the feeds that have a database in a directory, sorted. */
    static List<String> feeds(Path directory) throws IOException {
        List<String> feeds = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, PREFIX + "*" + DATABASE)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                feed(name.substring(PREFIX.length(), name.length() - DATABASE.length()))
                        .ifPresent(feeds::add);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        Collections.sort(feeds);
        return feeds;
    }

    /** The name that has this stem; empty if none has. */
    private static Optional<String> feed(String stem) {
        int plus = stem.indexOf('+');
        StringBuilder name = new StringBuilder(plus < 0 ? stem : stem.substring(0, plus));
        if (plus >= 0) {
            String bits = stem.substring(plus + 1);
            if (!bits.matches("[0-9a-f]{1,32}")) {
                return Optional.empty();
            }
            BigInteger upperCase = new BigInteger(bits, 16);
            for (int i = 0; i < name.length(); i++) {
                if (upperCase.testBit(i)) {
                    name.setCharAt(i, Character.toUpperCase(name.charAt(i)));
                }
            }
        }
        return FeedName.isLegal(name.toString()) && stem(name.toString()).equals(stem)
                ? Optional.of(name.toString())
                : Optional.empty();
    }

    /** Two names that differ in case alone need two files where the file system ignores case, too. */
    private static String stem(String feed) {
        BigInteger upperCase = BigInteger.ZERO;
        for (int i = 0; i < feed.length(); i++) {
            if (Character.isUpperCase(feed.charAt(i))) {
                upperCase = upperCase.setBit(i);
            }
        }
        return upperCase.signum() == 0 ? feed : feed.toLowerCase(Locale.ROOT) + "+" + upperCase.toString(16);
    }
}
