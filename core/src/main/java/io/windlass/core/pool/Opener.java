package io.windlass.core.pool;

/** Opens connections for a group. */
@FunctionalInterface
public interface Opener {
    /**
     * A connection with the same id and target in place of one that is of no use any more; not yet started.
     *
     * @throws io.windlass.BlockchainException if there can be none now
     */
    Member replace(Member useless);
}
