package io.windlass.spi;

import io.windlass.Hash;
import io.windlass.Position;

/**
 * What a named feed resumes from.
 *
 * @param chainId the chain it follows
 * @param genesisHash the hash of that chain's block 0
 * @param feed a fingerprint of the feed and its filter
 * @param acknowledged everything up to here was acknowledged
 */
public record Checkpoint(long chainId, Hash genesisHash, String feed, Position acknowledged) {}
