package io.windlass;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * One JSON-RPC request with the decoder of its result; a value that can be sent any number of times.
 *
 * @param method the method, such as {@code eth_blockNumber}
 * @param params JSON values: {@link String}, {@link Boolean}, {@link Integer}, {@link Long}, {@link java.math.BigInteger},
 *     {@link Json}, {@link Bytes}, {@link Hash}, {@link Address}, {@link BlockRef}, null, and {@link java.util.Collection}s
 *     and {@link java.util.Map}s of these. A number is written as a JSON number; for a quantity pass its hex text.
 * @param decoder reads the result
 * @param <T> the type of the result
 */
public record Call<T>(String method, List<Object> params, Decoder<? extends T> decoder) {
    /** Keeps an unmodifiable copy of the parameters. */
    public Call {
        if (method.isBlank()) {
            throw new IllegalArgumentException("a call needs a method name");
        }
        params = Collections.unmodifiableList(Arrays.asList(params.toArray()));
    }

    /** A call of any method. */
    public static <T> Call<T> of(String method, Decoder<? extends T> decoder, Object... params) {
        return new Call<>(method, Arrays.asList(params), decoder);
    }
}
