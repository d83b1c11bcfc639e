package io.windlass.core.feed;

import io.windlass.Hash;
import io.windlass.core.chain.ChainReads;
import io.windlass.core.feed.push.Pushes;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Where feeds get their blocks from: a connection, or a group of them.
 *
 * @param name for logs and messages, without secrets
 * @param reads makes calls
 * @param pushes hears announcements; empty where nothing is announced and the head is polled
 * @param answersApart true if calls may be answered though nothing is announced, by other endpoints than those that announce
 * @param chainId the chain; asked only after a call has succeeded
 * @param genesis the hash of the chain's first block, as it was when the first connection was made; empty if nobody said
 * @param redact takes secrets out of a text that a node sent
 */
public record FeedSource(
        String name,
        ChainReads reads,
        Optional<Pushes> pushes,
        boolean answersApart,
        LongSupplier chainId,
        Supplier<Optional<Hash>> genesis,
        UnaryOperator<String> redact) {}
