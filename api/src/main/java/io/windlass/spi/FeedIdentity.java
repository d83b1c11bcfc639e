package io.windlass.spi;

import io.windlass.Hash;

/**
 * What a named feed follows; kept from before its first delivery on.
 *
 * @param chainId the chain
 * @param genesisHash the hash of that chain's block 0
 * @param feed a fingerprint of the feed and its filter
 * @param startBlock the first block whose events are delivered, after tags were resolved
 */
public record FeedIdentity(long chainId, Hash genesisHash, String feed, long startBlock) {}
