package io.windlass.core.feed.push;

/** Looks for the member {@code "removed":true} of a pushed log, which the log itself does not keep. */
final class RemovedFlag {
    private static final byte[] NAME = {'"', 'r', 'e', 'm', 'o', 'v', 'e', 'd', '"'};

    private RemovedFlag() {}

    static boolean isSet(byte[] json) {
        for (int i = 0; i + NAME.length < json.length; i++) {
            if (json[i] == '"' && startsWith(json, i)) {
                int at = skipBlank(json, i + NAME.length);
                if (at < json.length && json[at] == ':') {
                    at = skipBlank(json, at + 1);
                    return at < json.length && json[at] == 't';
                }
            }
        }
        return false;
    }

    private static boolean startsWith(byte[] json, int at) {
        for (int i = 0; i < NAME.length; i++) {
            if (json[at + i] != NAME[i]) {
                return false;
            }
        }
        return true;
    }

    private static int skipBlank(byte[] json, int at) {
        int i = at;
        while (i < json.length && json[i] <= ' ') {
            i++;
        }
        return i;
    }
}
