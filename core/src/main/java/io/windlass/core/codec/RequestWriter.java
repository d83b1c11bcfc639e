package io.windlass.core.codec;

import io.windlass.Address;
import io.windlass.BlockRef;
import io.windlass.Bytes;
import io.windlass.DecodeException;
import io.windlass.Hash;
import io.windlass.Json;
import io.windlass.spi.Request;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes requests as JSON text. */
final class RequestWriter {
    private static final String ALLOWED = "allowed are String, Boolean, Integer, Long, BigInteger, Json, Bytes, Hash, "
            + "Address, BlockRef, null, and Collection and Map of these";
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] out = new byte[256];
    private int length;

    private RequestWriter() {}

    static byte[] write(List<Request> requests, boolean batch) {
        if (requests.isEmpty() || requests.size() > 1 && !batch) {
            throw new IllegalArgumentException(
                    "a message holds one request, a batch one or more; got " + requests.size());
        }
        RequestWriter writer = new RequestWriter();
        if (batch) {
            writer.ascii('[');
        }
        for (int i = 0; i < requests.size(); i++) {
            if (i > 0) {
                writer.ascii(',');
            }
            writer.request(requests.get(i), batch ? 1 : 0);
        }
        if (batch) {
            writer.ascii(']');
        }
        return Arrays.copyOf(writer.out, writer.length);
    }

    private void request(Request request, int depth) {
        ascii("{\"jsonrpc\":\"2.0\",\"id\":");
        ascii(Long.toString(request.id()));
        ascii(",\"method\":");
        string(request.method());
        ascii(",\"params\":");
        array(request.params(), depth + 1);
        ascii('}');
    }

    /** Writes a value with {@code depth} arrays and objects around it. */
    private void value(@Nullable Object value, int depth) {
        if (value == null) {
            ascii("null");
        } else if (value instanceof String text) {
            string(text);
        } else if (value instanceof Boolean
                || value instanceof Integer
                || value instanceof Long
                || value instanceof BigInteger) {
            ascii(value.toString());
        } else if (value instanceof Json json) {
            json(json, depth);
        } else if (value instanceof Bytes || value instanceof Hash || value instanceof Address) {
            quoted(value.toString());
        } else if (value instanceof BlockRef block) {
            quoted(block.toParam());
        } else if (value instanceof Collection<?> elements) {
            array(elements, depth);
        } else if (value instanceof Map<?, ?> members) {
            object(members, depth);
        } else {
            throw new IllegalArgumentException(
                    "a parameter cannot be a " + value.getClass().getTypeName() + "; " + ALLOWED);
        }
    }

    private void array(Collection<?> elements, int depth) {
        checkDepth(depth);
        ascii('[');
        boolean first = true;
        for (Object element : elements) {
            if (!first) {
                ascii(',');
            }
            first = false;
            value(element, depth + 1);
        }
        ascii(']');
    }

    private void object(Map<?, ?> members, int depth) {
        checkDepth(depth);
        ascii('{');
        boolean first = true;
        for (Map.Entry<?, ?> member : members.entrySet()) {
            if (!first) {
                ascii(',');
            }
            first = false;
            if (!(member.getKey() instanceof String name)) {
                Object key = member.getKey();
                throw new IllegalArgumentException("a parameter's Map needs String keys, has "
                        + (key == null ? "null" : "a " + key.getClass().getTypeName()));
            }
            string(name);
            ascii(':');
            value(member.getValue(), depth + 1);
        }
        ascii('}');
    }

    /** Also ends collections that contain themselves. */
    private static void checkDepth(int depth) {
        if (depth >= JsonText.MAX_DEPTH) {
            throw new IllegalArgumentException(
                    "a parameter nests more than " + JsonText.MAX_DEPTH + " collections and maps");
        }
    }

    /** Copies JSON text after stepping over it, so that broken text never reaches the wire. */
    private void json(Json json, int depth) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(json.text())) {
            throw new IllegalArgumentException("a Json parameter holds half of a surrogate pair");
        }
        byte[] b = json.text().getBytes(StandardCharsets.UTF_8);
        int end = b.length;
        try {
            int p = JsonText.skipValue(b, 0, 0, end, depth);
            if (p < end) {
                throw Faults.malformed(b, 0, p, end, "nothing after the value");
            }
        } catch (DecodeException e) {
            throw new IllegalArgumentException("a Json parameter is " + e.getMessage(), e);
        }
        reserve(end);
        System.arraycopy(b, 0, out, length, end);
        length += end;
    }

    private void string(String text) {
        ascii('"');
        int i = 0;
        while (i < text.length()) {
            int point = text.codePointAt(i);
            if (point >= 0x80 && !isLoneSurrogate(point)) {
                utf8(point);
            } else if (point == '"' || point == '\\') {
                ascii('\\');
                ascii((char) point);
            } else if (point < ' ' || point >= 0x80) {
                escape((char) point);
            } else {
                ascii((char) point);
            }
            i += Character.charCount(point);
        }
        ascii('"');
    }

    private static boolean isLoneSurrogate(int point) {
        return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
    }

    private void utf8(int point) {
        byte[] encoded = Character.toString(point).getBytes(StandardCharsets.UTF_8);
        reserve(encoded.length);
        System.arraycopy(encoded, 0, out, length, encoded.length);
        length += encoded.length;
    }

    private void escape(char c) {
        ascii("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            ascii((char) DIGITS[c >> shift & 0xf]);
        }
    }

    private void quoted(String text) {
        ascii('"');
        ascii(text);
        ascii('"');
    }

    @SuppressWarnings("deprecation") // the one way to copy ASCII without a detour; all that comes here is ASCII
    private void ascii(String text) {
        reserve(text.length());
        text.getBytes(0, text.length(), out, length);
        length += text.length();
    }

    private void ascii(char c) {
        reserve(1);
        out[length++] = (byte) c;
    }

    private void reserve(int more) {
        if (more > out.length - length) {
            out = Arrays.copyOf(out, Math.max(out.length * 2, Math.addExact(length, more)));
        }
    }
}
