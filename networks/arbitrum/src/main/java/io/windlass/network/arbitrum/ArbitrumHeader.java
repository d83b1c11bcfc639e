package io.windlass.network.arbitrum;

import io.windlass.BlockHeader;
import io.windlass.DecodeException;
import io.windlass.Hash;
import io.windlass.Json;

/**
 * What the header of an Arbitrum block holds beyond that of other chains; a view over {@link BlockHeader#extra()}.
 * Immutable.
 */
public final class ArbitrumHeader {
    private final BlockHeader header;

    private ArbitrumHeader(BlockHeader header) {
        this.header = header;
    }

    /**
     * The view of a header.
     *
     * @throws DecodeException if it is not Arbitrum's: it has no {@code l1BlockNumber}
     */
    public static ArbitrumHeader of(BlockHeader header) {
        ArbitrumHeader view = new ArbitrumHeader(header);
        view.member("l1BlockNumber");
        return view;
    }

    /** The header that this is a view of. */
    public BlockHeader header() {
        return header;
    }

    /**
     * The number of the Ethereum block that the sequencer went by. It lags behind Ethereum's head by minutes, and many
     * blocks have the same.
     *
     * @throws DecodeException if it is not a quantity
     */
    public long l1BlockNumber() {
        return quantity("l1BlockNumber");
    }

    /**
     * The root of the Merkle tree of messages to Ethereum, as of this block.
     *
     * @throws DecodeException if the header has none, as before Nitro, or it is not a hash
     */
    public Hash sendRoot() {
        Json value = member("sendRoot");
        try {
            return Hash.of(value.asString());
        } catch (IllegalArgumentException e) {
            throw new DecodeException("sendRoot of " + header + ": " + e.getMessage(), e);
        }
    }

    /**
     * How many messages to Ethereum were sent up to this block.
     *
     * @throws DecodeException if the header has none, as before Nitro, or it is not a quantity
     */
    public long sendCount() {
        return quantity("sendCount");
    }

    private long quantity(String name) {
        return member(name).asLong();
    }

    private Json member(String name) {
        Json value = header.extra().get(name);
        if (value == null) {
            throw new DecodeException(header + " has no " + name + "; is it from an Arbitrum node?");
        }
        return value;
    }

    /** Views are equal if their headers are. */
    @Override
    public boolean equals(Object other) {
        return other instanceof ArbitrumHeader that && header.equals(that.header);
    }

    @Override
    public int hashCode() {
        return header.hashCode();
    }

    @Override
    public String toString() {
        return "Arbitrum " + header;
    }
}
