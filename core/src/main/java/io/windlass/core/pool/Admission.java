package io.windlass.core.pool;

import io.windlass.Hash;
import java.util.Optional;
import java.util.OptionalLong;

/** Which chain a group serves: the configured one, or that of the connection that came first. Thread-safe. */
final class Admission {
    private OptionalLong chainId;
    private Optional<Hash> genesis = Optional.empty();

    Admission(OptionalLong chainId) {
        this.chainId = chainId;
    }

    /** Empty if a connection to that chain may be used, else why not. */
    synchronized Optional<String> check(long itsChainId, Optional<Hash> itsGenesis) {
        if (chainId.isPresent() && chainId.getAsLong() != itsChainId) {
            return Optional.of("serves chain " + itsChainId + ", the group serves chain " + chainId.getAsLong());
        }
        if (genesis.isPresent() && itsGenesis.isPresent() && !genesis.equals(itsGenesis)) {
            return Optional.of("serves another chain of the same id " + itsChainId + ": its genesis block is "
                    + itsGenesis.get() + ", the group's is " + genesis.get());
        }
        chainId = OptionalLong.of(itsChainId);
        genesis = genesis.or(() -> itsGenesis);
        return Optional.empty();
    }

    synchronized OptionalLong chainId() {
        return chainId;
    }

    /** The chain's first block, if any connection has said it. */
    synchronized Optional<Hash> genesis() {
        return genesis;
    }
}
