package io.windlass.transport.websocket;

/** Close codes of RFC 6455 section 7.4. */
final class CloseCode {
    static final int NORMAL = 1000;
    static final int PROTOCOL_ERROR = 1002;
    static final int NONE_GIVEN = 1005;
    static final int VANISHED = 1006;
    static final int TOO_BIG = 1009;

    private static final int LAST_OF_THE_RFC = 1014;
    private static final int FIRST_REGISTERED = 3000;
    private static final int LAST_PRIVATE = 4999;
    private static final int RESERVED = 1004;

    private CloseCode() {}

    /** True if a close frame may carry it. */
    static boolean mayBeSent(int code) {
        boolean ofTheRfc =
                code >= NORMAL && code <= LAST_OF_THE_RFC && code != RESERVED && code != NONE_GIVEN && code != VANISHED;
        return ofTheRfc || code >= FIRST_REGISTERED && code <= LAST_PRIVATE;
    }
}
