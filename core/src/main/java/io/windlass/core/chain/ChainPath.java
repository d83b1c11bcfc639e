package io.windlass.core.chain;

import io.windlass.BlockHeader;
import io.windlass.Hash;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The canonical path at one moment: headers linked by parent hash from {@link #base()} to {@link #head()}. Immutable.
 *
 * @param epoch grows when blocks may have changed that are below the path: it takes the place of one that it is not linked to, or
 *     that it left further down
 * @param rollbacks grows when the head went back though nothing contradicted it
 * @param finalized the number of the newest final block, −1 if it is not known
 * @param safe the number of the newest safe block, −1 if it is not known
 */
public record ChainPath(List<BlockHeader> headers, long epoch, long rollbacks, long finalized, long safe) {
    private static final ChainPath EMPTY = new ChainPath(List.of(), 0, 0, -1, -1);

    /** Before any head is known. */
    public static ChainPath empty() {
        return EMPTY;
    }

    /** True before any head is known. */
    public boolean isEmpty() {
        return headers.isEmpty();
    }

    /** The newest header; the path must not be empty. */
    public BlockHeader head() {
        return headers.get(headers.size() - 1);
    }

    /** The oldest header that is held; the path must not be empty. */
    public BlockHeader base() {
        return headers.get(0);
    }

    /** The canonical header with this number, or null if it is outside. */
    public @Nullable BlockHeader at(long number) {
        if (headers.isEmpty()) {
            return null;
        }
        long index = number - base().number();
        return index < 0 || index >= headers.size() ? null : headers.get((int) index);
    }

    /** The hash of the canonical block with this number, known of the base's parent too; null if it is outside. */
    public @Nullable Hash hashAt(long number) {
        BlockHeader header = at(number);
        if (header != null) {
            return header.hash();
        }
        return !headers.isEmpty() && number == base().number() - 1 ? base().parentHash() : null;
    }
}
