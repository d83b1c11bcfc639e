package io.windlass.store;

import java.util.regex.Pattern;

/** The rule on the names of feeds; a store may use them in names of files. */
final class FeedName {
    private static final Pattern LEGAL = Pattern.compile("[A-Za-z0-9._-]{1,128}");

    private FeedName() {}

    static boolean isLegal(String feed) {
        return LEGAL.matcher(feed).matches();
    }

    static String require(String feed) {
        if (!isLegal(feed)) {
            throw new IllegalArgumentException(
                    "a feed's name has 1 to 128 letters, digits, dots, dashes and underscores, got '" + feed + "'");
        }
        return feed;
    }
}
