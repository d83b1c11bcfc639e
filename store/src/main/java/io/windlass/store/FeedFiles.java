package io.windlass.store;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The files of one feed.
 *
 * @param database holds what is kept
 * @param lock is locked by the owner and holds its process id
 */
record FeedFiles(Path database, Path lock) {
    static FeedFiles of(Path directory, String feed) {
        String stem = "feed-" + stem(feed);
        return new FeedFiles(directory.resolve(stem + ".db"), directory.resolve(stem + ".lock"));
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
