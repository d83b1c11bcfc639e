package io.windlass;

/**
 * Which block: by number, by hash, or by a tag that the node resolves.
 *
 * @param kind how the block is named
 * @param number the block number for {@link Kind#NUMBER}, else −1
 * @param hash the block hash for {@link Kind#HASH}, else {@link Hash#ZERO}
 */
public record BlockRef(Kind kind, long number, Hash hash) {
    /** How a {@link BlockRef} names its block. */
    public enum Kind {
        /** By its number. */
        NUMBER,
        /** By its hash. */
        HASH,
        /** The head of the chain as the node sees it. */
        LATEST,
        /** Block 0. Sent as {@code 0x0}, since providers treat the tag {@code earliest} differently. */
        EARLIEST,
        /** The newest block that the chain's consensus calls safe. */
        SAFE,
        /** The newest block that the chain's consensus calls final. */
        FINALIZED,
        /** The block being built. */
        PENDING
    }

    /** Checks that the parts fit together. */
    public BlockRef {
        if (kind == Kind.NUMBER && number < 0) {
            throw new IllegalArgumentException("a block number must be >= 0, was " + number);
        }
    }

    /**
     * The canonical block with this number.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public static BlockRef number(long number) {
        return new BlockRef(Kind.NUMBER, number, Hash.ZERO);
    }

    /** The block with this hash, canonical or not. */
    public static BlockRef hash(Hash hash) {
        return new BlockRef(Kind.HASH, -1, hash);
    }

    /** The head of the chain. */
    public static BlockRef latest() {
        return tag(Kind.LATEST);
    }

    /** Block 0. */
    public static BlockRef earliest() {
        return tag(Kind.EARLIEST);
    }

    /** The newest safe block. */
    public static BlockRef safe() {
        return tag(Kind.SAFE);
    }

    /** The newest final block. */
    public static BlockRef finalized() {
        return tag(Kind.FINALIZED);
    }

    /** The block being built. */
    public static BlockRef pending() {
        return tag(Kind.PENDING);
    }

    private static BlockRef tag(Kind kind) {
        return new BlockRef(kind, -1, Hash.ZERO);
    }

    /** As a JSON-RPC parameter: {@code 0x…} for numbers and hashes, else the tag. */
    public String toParam() {
        return switch (kind) {
            case NUMBER -> "0x" + Long.toHexString(number);
            case HASH -> hash.toHex();
            case EARLIEST -> "0x0";
            case LATEST -> "latest";
            case SAFE -> "safe";
            case FINALIZED -> "finalized";
            case PENDING -> "pending";
        };
    }

    /** For people: {@code #12}, {@code 0x…} or the tag. */
    @Override
    public String toString() {
        return kind == Kind.NUMBER ? "#" + number : kind == Kind.EARLIEST ? "earliest" : toParam();
    }
}
