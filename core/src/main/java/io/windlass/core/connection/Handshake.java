package io.windlass.core.connection;

import io.windlass.BlockHeader;
import io.windlass.BlockchainException;
import io.windlass.ChainMismatchException;
import io.windlass.ConnectionConfig;
import io.windlass.DecodeException;
import io.windlass.EndpointException;
import io.windlass.Hash;
import io.windlass.JsonReader;
import io.windlass.RpcError;
import io.windlass.core.codec.DecodeFailures;
import io.windlass.core.rpc.Completion;
import io.windlass.core.rpc.NodeErrors;
import io.windlass.core.rpc.NodeRules;
import io.windlass.spi.Codec;
import io.windlass.spi.NodeErrorClass;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is asked over a new link before anything else: which chain the node serves, by id and by genesis block. A node that
 * cannot say its genesis (a pruned one, say) is believed by its id.
 */
final class Handshake {
    /** Who the node says it is. */
    record Identity(long chainId, Optional<Hash> genesis) {}

    private final ConnectionConfig config;
    private final Codec codec;
    private final NodeRules rules;

    Handshake(ConnectionConfig config, Codec codec, NodeRules rules) {
        this.config = config;
        this.codec = codec;
        this.rules = rules;
    }

    /**
     * Asks, and compares with what is configured and with what earlier links of the connection said.
     *
     * @param timeout how long the node may take to answer
     * @return completes on the link's thread
     */
    CompletableFuture<Identity> over(LinkSession session, Optional<Identity> before, Duration timeout) {
        CompletableFuture<Long> chainId = ask(session, timeout, "eth_chainId", List.of(), in -> in.quantity());
        // over one socket both questions go at once; over HTTP that would open a second one
        CompletableFuture<Identity> identity = session.link().info().push()
                ? chainId.thenCombine(genesis(session, timeout), Identity::new)
                : chainId.thenCompose(id -> genesis(session, timeout).thenApply(hash -> new Identity(id, hash)));
        return identity.thenApply(now -> check(now, before));
    }

    private CompletableFuture<Optional<Hash>> genesis(LinkSession session, Duration timeout) {
        return this.<Optional<Hash>>ask(
                        session,
                        timeout,
                        "eth_getBlockByNumber",
                        List.of("0x0", false),
                        in -> in.skipNull()
                                ? Optional.empty()
                                : Optional.of(BlockHeader.decoder().decode(in).hash()))
                .exceptionally(Handshake::unknownIfTheNodeSaidSo);
    }

    /** An error of the node's, or an answer that is no block, is its last word; a link that broke is not. */
    private static Optional<Hash> unknownIfTheNodeSaidSo(Throwable failure) {
        if (failure instanceof EndpointException refusal && refusal.status() == 0) {
            return Optional.empty();
        }
        throw failure instanceof RuntimeException unchecked ? unchecked : new CompletionException(failure);
    }

    private Identity check(Identity now, Optional<Identity> before) {
        long expected = config.chainId().orElse(before.map(Identity::chainId).orElse(now.chainId()));
        if (now.chainId() != expected) {
            throw new ChainMismatchException(
                    config.endpoint() + " serves chain " + now.chainId() + ", expected " + expected
                            + "; point the URL at the right network or correct the chain id",
                    config.endpoint(),
                    expected,
                    now.chainId(),
                    null);
        }
        Optional<Hash> required = config.genesis();
        if (required.isPresent() && now.genesis().isPresent() && !required.equals(now.genesis())) {
            throw new ChainMismatchException(
                    config.endpoint() + " serves another chain of the id " + expected + ": its genesis block is "
                            + now.genesis().get() + ", expected " + required.get()
                            + "; point the URL at the right network or correct the genesis",
                    config.endpoint(),
                    expected,
                    now.chainId(),
                    null);
        }
        Optional<Hash> known = before.flatMap(Identity::genesis);
        if (known.isPresent() && now.genesis().isPresent() && !known.equals(now.genesis())) {
            throw new ChainMismatchException(
                    config.endpoint() + " serves another chain of the same id " + expected + ": its genesis block is "
                            + now.genesis().get() + ", before it was " + known.get()
                            + "; was the node's chain replaced?",
                    config.endpoint(),
                    expected,
                    now.chainId(),
                    null);
        }
        return new Identity(now.chainId(), known.or(now::genesis));
    }

    private <T> CompletableFuture<T> ask(
            LinkSession session,
            Duration timeout,
            String method,
            List<Object> params,
            Function<JsonReader, T> decoder) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        session.ask(method, params, timeout, new Completion() {
            @Override
            public void result(byte[] bytes, int offset, int length) {
                try {
                    answer.complete(decoder.apply(codec.reader(bytes, offset, length)));
                } catch (DecodeException e) {
                    answer.completeExceptionally(refusal(
                            method,
                            "something that is no answer to it",
                            Optional.empty(),
                            DecodeFailures.redacted(e, config::redact)));
                }
            }

            @Override
            public void error(RpcError error) {
                answer.completeExceptionally(refusal(method, "the error " + error, pauseAsked(error), null));
            }

            @Override
            public void failed(BlockchainException failure) {
                answer.completeExceptionally(failure);
            }
        });
        return answer;
    }

    private Optional<Duration> pauseAsked(RpcError error) {
        return rules.classify(error) == NodeErrorClass.RATE_LIMITED ? NodeErrors.pauseAsked(error) : Optional.empty();
    }

    private EndpointException refusal(
            String method, String answer, Optional<Duration> pause, @Nullable Throwable cause) {
        return new EndpointException(
                "it answered " + method + " with " + answer, config.endpoint(), 0, false, pause, cause);
    }
}
