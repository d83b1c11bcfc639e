package io.windlass.core.codec;

import io.windlass.Json;
import io.windlass.RpcError;
import io.windlass.spi.EnvelopeVisitor;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds JSON-RPC envelopes in one pass over the bytes. Everything is kept in local variables, so that nothing is allocated
 * for a result or a notification. Of members that occur twice the last one counts.
 */
final class EnvelopeScanner {
    private static final byte[] ID = name("id");
    private static final byte[] RESULT = name("result");
    private static final byte[] ERROR = name("error");
    private static final byte[] METHOD = name("method");
    private static final byte[] PARAMS = name("params");
    private static final byte[] SUBSCRIPTION = name("subscription");
    private static final byte[] CODE = name("code");
    private static final byte[] MESSAGE = name("message");
    private static final byte[] DATA = name("data");

    private static final long NOT_OURS = -1;
    private static final int LONGEST_ESCAPED_NAME = 6 * SUBSCRIPTION.length;

    private EnvelopeScanner() {}

    private static byte[] name(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static void scan(byte[] b, int start, int end, EnvelopeVisitor visitor) {
        int at = JsonText.skipSpace(b, start, end);
        int p = at < end && b[at] == '[' ? batch(b, start, at, end, visitor) : element(b, start, at, end, 0, visitor);
        p = JsonText.skipSpace(b, p, end);
        if (p < end) {
            throw Faults.malformed(b, start, p, end, "nothing after the message");
        }
    }

    private static int batch(byte[] b, int start, int at, int end, EnvelopeVisitor visitor) {
        int p = JsonText.firstElement(b, at, end);
        if (p < end && b[p] == ']') {
            visitor.unknown(at, p + 1 - at);
            return p + 1;
        }
        while (true) {
            p = element(b, start, p, end, 1, visitor);
            p = JsonText.nextElement(b, start, p, end);
            if (b[p] == ']') {
                return p + 1;
            }
            p = JsonText.skipSpace(b, p + 1, end);
        }
    }

    private static int element(byte[] b, int start, int at, int end, int depth, EnvelopeVisitor visitor) {
        if (at < end && b[at] == '{') {
            return envelope(b, start, at, end, depth, visitor);
        }
        int p = JsonText.skipValue(b, start, at, end, depth);
        visitor.unknown(at, p - at);
        return p;
    }

    private static int envelope(byte[] b, int start, int at, int end, int depth, EnvelopeVisitor visitor) {
        long id = NOT_OURS;
        boolean method = false;
        boolean inParams = false;
        int result = -1;
        int resultEnd = -1;
        int error = -1;
        int errorEnd = -1;
        int subscription = -1;
        int subscriptionEnd = -1;
        int pushed = -1;
        int pushedEnd = -1;

        int p = JsonText.firstMember(b, start, at, end);
        while (true) {
            if (b[p] == '}') {
                p++;
                if (!inParams) {
                    break;
                }
                inParams = false;
                p = JsonText.nextMember(b, start, p, end);
                continue;
            }
            int name = p + 1;
            p = JsonText.skipString(b, start, p, end);
            byte[] member = known(b, name, p - 1);
            p = JsonText.skipColon(b, start, p, end);
            int value = p;
            if (inParams) {
                p = JsonText.skipValue(b, start, p, end, depth + 2);
                if (member == RESULT) {
                    pushed = value;
                    pushedEnd = p;
                } else if (member == SUBSCRIPTION) {
                    boolean text = b[value] == '"';
                    subscription = text ? value + 1 : isNumber(b[value]) ? value : -1;
                    subscriptionEnd = text ? p - 1 : p;
                }
            } else if (p < end && b[p] == '{' && member == PARAMS) {
                inParams = true;
                p = JsonText.firstMember(b, start, p, end);
                continue;
            } else {
                p = JsonText.skipValue(b, start, p, end, depth + 1);
                if (member == RESULT) {
                    result = value;
                    resultEnd = p;
                } else if (member == ID) {
                    id = id(b, value, p);
                } else if (member == METHOD) {
                    method = b[value] == '"';
                } else if (member == ERROR) {
                    error = b[value] == 'n' ? -1 : value;
                    errorEnd = p;
                }
            }
            p = JsonText.nextMember(b, start, p, end);
        }

        if (error >= 0) {
            RpcError said = error(b, error, errorEnd);
            if (id == NOT_OURS) {
                visitor.errorWithoutId(said);
            } else {
                visitor.error(id, said);
            }
        } else if (result >= 0 && id != NOT_OURS) {
            visitor.result(id, result, resultEnd - result);
        } else if (result < 0 && method && subscription >= 0 && pushed >= 0) {
            visitor.notification(subscription, subscriptionEnd - subscription, pushed, pushedEnd - pushed);
        } else {
            visitor.unknown(at, p - at);
        }
        return p;
    }

    private static boolean isNumber(byte first) {
        return first >= '0' && first <= '9' || first == '-';
    }

    /** The one of our names that a member has, by identity; null if none. */
    private static byte @Nullable [] known(byte[] b, int from, int to) {
        byte[] name = plain(b, from, to);
        if (name == null && isEscaped(b, from, to)) {
            byte[] unescaped = JsonText.string(b, from, to).getBytes(StandardCharsets.UTF_8);
            name = plain(unescaped, 0, unescaped.length);
        }
        return name;
    }

    private static byte @Nullable [] plain(byte[] b, int from, int to) {
        byte[] name = switch (to - from) {
            case 2 -> ID;
            case 4 -> b[from] == 'c' ? CODE : DATA;
            case 5 -> ERROR;
            case 6 -> b[from] == 'r' ? RESULT : b[from] == 'm' ? METHOD : PARAMS;
            case 7 -> MESSAGE;
            case 12 -> SUBSCRIPTION;
            default -> null;
        };
        return name != null && Arrays.equals(b, from, to, name, 0, name.length) ? name : null;
    }

    /** Whether the name has a backslash and could be one of ours: JSON lets every character be written as an escape. */
    private static boolean isEscaped(byte[] b, int from, int to) {
        if (to - from <= LONGEST_ESCAPED_NAME) {
            for (int i = from; i < to; i++) {
                if (b[i] == '\\') {
                    return true;
                }
            }
        }
        return false;
    }

    /** A number from 0 that fits into 63 bits; anything else was not given out by us. */
    private static long id(byte[] b, int from, int to) {
        long id = 0;
        for (int p = from; p < to; p++) {
            int digit = b[p] - '0';
            if (digit < 0 || digit > 9 || id > (Long.MAX_VALUE - digit) / 10) {
                return NOT_OURS;
            }
            id = id * 10 + digit;
        }
        return id;
    }

    /** Reads an error leniently: what a gateway sends in place of the object is still the answer to the call. */
    private static RpcError error(byte[] b, int from, int to) {
        if (b[from] != '{') {
            return new RpcError(0, text(b, from, to), Optional.empty());
        }
        int code = 0;
        String message = "no message";
        Optional<Json> data = Optional.empty();
        int p = JsonText.firstMember(b, from, from, to);
        while (b[p] != '}') {
            int name = p + 1;
            p = JsonText.skipString(b, from, p, to);
            byte[] member = known(b, name, p - 1);
            p = JsonText.skipColon(b, from, p, to);
            int value = p;
            p = JsonText.skipValue(b, from, p, to, 0);
            if (member == CODE) {
                code = code(b, value, p);
            } else if (member == MESSAGE) {
                message = text(b, value, p);
            } else if (member == DATA) {
                data = b[value] == 'n' ? Optional.empty() : Optional.of(Json.of(b, value, p - value));
            }
            p = JsonText.nextMember(b, from, p, to);
        }
        return new RpcError(code, message, data);
    }

    /** An integer, bare or in quotes; 0 for anything else. */
    private static int code(byte[] b, int from, int to) {
        String text = text(b, from, to);
        return text.matches("-?\\d{1,9}") ? Integer.parseInt(text) : 0;
    }

    private static String text(byte[] b, int from, int to) {
        return b[from] == '"'
                ? JsonText.string(b, from + 1, to - 1)
                : new String(b, from, to - from, StandardCharsets.UTF_8);
    }
}
