package io.windlass.core.pool;

import io.windlass.BlockchainException;
import io.windlass.DecodeException;
import io.windlass.ErrorClass;
import io.windlass.Hash;
import io.windlass.JsonReader;
import io.windlass.RpcError;
import io.windlass.core.rpc.Completion;
import io.windlass.core.rpc.NodeRules;
import io.windlass.spi.Codec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;

/** Asks an endpoint for a block, beside its calls: for its head, or for the hash that a block has there. */
final class Prober {
    /** A block as far as it matters here; empty where the node has none of that number. */
    record Told(OptionalLong number, Optional<Hash> hash) {
        static final Told NOTHING = new Told(OptionalLong.empty(), Optional.empty());
    }

    private final Codec codec;
    private final NodeRules rules;
    private final Duration timeout;

    Prober(Codec codec, NodeRules rules, Duration timeout) {
        this.codec = codec;
        this.rules = rules;
        this.timeout = timeout;
    }

    /**
     * Asks.
     *
     * @param block a number or {@code latest}
     * @param outcome told once: what the node said, or why it did not; both empty if it was not asked in time
     */
    void ask(Member member, String block, BiConsumer<Optional<Told>, Optional<String>> outcome) {
        member.attempt("eth_getBlockByNumber", List.of(block, false), timeout, new Completion() {
            @Override
            public void result(byte[] bytes, int offset, int length) {
                Told told;
                try {
                    told = read(codec.reader(bytes, offset, length));
                } catch (DecodeException e) {
                    outcome.accept(Optional.empty(), Optional.of("it answered with something that is no block"));
                    return;
                }
                outcome.accept(Optional.of(told), Optional.empty());
            }

            @Override
            public void error(RpcError error) {
                failed(Verdict.of(error, rules), error.toString());
            }

            @Override
            public void failed(BlockchainException failure) {
                failed(Verdict.of(failure, timeout), String.valueOf(failure.getMessage()));
            }

            /** One that has too much to do is well, and says nothing. */
            private void failed(Verdict verdict, String why) {
                if (verdict.errorClass() == ErrorClass.RATE_LIMITED) {
                    outcome.accept(Optional.of(Told.NOTHING), Optional.empty());
                } else if (verdict.errorClass() == ErrorClass.TIMEOUT && !verdict.unwell()) {
                    outcome.accept(Optional.empty(), Optional.empty()); // it was never asked
                } else {
                    outcome.accept(Optional.empty(), Optional.of(why));
                }
            }
        });
    }

    private static Told read(JsonReader in) {
        if (in.skipNull()) {
            return Told.NOTHING;
        }
        OptionalLong number = OptionalLong.empty();
        Optional<Hash> hash = Optional.empty();
        in.beginObject();
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            switch (name) {
                case "number" -> number = OptionalLong.of(in.quantity());
                case "hash" -> hash = Optional.of(in.hash());
                default -> in.skip();
            }
        }
        return new Told(number, hash);
    }
}
