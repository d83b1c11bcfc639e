package io.windlass.network.ethereum;

import io.windlass.BlockHeader;
import io.windlass.DecodeException;
import io.windlass.Hash;
import io.windlass.Json;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the header of an Ethereum block gained with the forks; a view over {@link BlockHeader#extra()}. What an older block
 * does not have is empty. Immutable. Each accessor throws {@link DecodeException} if the node sent something of another
 * shape.
 */
public final class EthereumHeader {
    private final BlockHeader header;

    private EthereumHeader(BlockHeader header) {
        this.header = header;
    }

    /** The view of a header. */
    public static EthereumHeader of(BlockHeader header) {
        return new EthereumHeader(header);
    }

    /** The header that this is a view of. */
    public BlockHeader header() {
        return header;
    }

    /** The root of the block's withdrawals from the beacon chain, since Shanghai. */
    public Optional<Hash> withdrawalsRoot() {
        return hash("withdrawalsRoot");
    }

    /** The gas its blobs used, since Cancun. */
    public OptionalLong blobGasUsed() {
        return quantity("blobGasUsed");
    }

    /** How much more blob gas than the target was used before, which sets the price of blobs; since Cancun. */
    public OptionalLong excessBlobGas() {
        return quantity("excessBlobGas");
    }

    /** The root of the parent beacon block, since Cancun. */
    public Optional<Hash> parentBeaconBlockRoot() {
        return hash("parentBeaconBlockRoot");
    }

    /** The hash of the requests to the beacon chain, since Prague. */
    public Optional<Hash> requestsHash() {
        return hash("requestsHash");
    }

    private Optional<Hash> hash(String name) {
        Json value = header.extra().get(name);
        if (value == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Hash.of(value.asString()));
        } catch (IllegalArgumentException e) {
            throw new DecodeException(name + " of " + header + ": " + e.getMessage(), e);
        }
    }

    private OptionalLong quantity(String name) {
        Json value = header.extra().get(name);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value.asLong());
    }

    /** Views are equal if their headers are. */
    @Override
    public boolean equals(Object other) {
        return other instanceof EthereumHeader that && header.equals(that.header);
    }

    @Override
    public int hashCode() {
        return header.hashCode();
    }

    @Override
    public String toString() {
        return "Ethereum " + header;
    }
}
