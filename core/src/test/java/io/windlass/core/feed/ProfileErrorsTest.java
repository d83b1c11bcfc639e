package io.windlass.core.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windlass.BlockRef;
import io.windlass.BlockchainException;
import io.windlass.Feeds;
import io.windlass.Finality;
import io.windlass.HistoryUnavailableException;
import io.windlass.NetworkConfig;
import io.windlass.RpcError;
import io.windlass.Subscription;
import io.windlass.SubscriptionFailedException;
import io.windlass.SubscriptionState;
import io.windlass.core.feed.push.FeedHub;
import io.windlass.core.feed.push.FeedLink;
import io.windlass.core.feed.push.PushListener;
import io.windlass.core.feed.push.Registry;
import io.windlass.core.rpc.Completion;
import io.windlass.core.rpc.NodeRules;
import io.windlass.core.sim.ScriptedChain;
import io.windlass.core.sim.ScriptedChain.Asked;
import io.windlass.spi.NetworkProfile;
import io.windlass.spi.NodeErrorClass;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Feeds understand what nodes say in words that only the profile of their network knows. */
class ProfileErrorsTest {
    private static final String TOO_LARGE = "the barrow is full";
    private static final String PRUNED = "the cellar was cleared";
    private static final String LIMITED = "come back tomorrow";
    private static final String UNSUPPORTED = "that is not on the menu";

    private record Acme() implements NetworkProfile {
        @Override
        public NetworkConfig config() {
            return new NetworkConfig(
                    "acme.main", 1, List.of(), List.of(), Optional.empty(), Duration.ofSeconds(1), Optional.empty());
        }

        @Override
        public Optional<NodeErrorClass> classify(RpcError error) {
            return switch (error.message()) {
                case TOO_LARGE -> Optional.of(NodeErrorClass.RANGE_TOO_LARGE);
                case PRUNED -> Optional.of(NodeErrorClass.HISTORY_UNAVAILABLE);
                case LIMITED -> Optional.of(NodeErrorClass.RATE_LIMITED);
                case UNSUPPORTED -> Optional.of(NodeErrorClass.METHOD_UNSUPPORTED);
                default -> Optional.empty();
            };
        }
    }

    private final FeedFixture f = FeedFixture.ofDepth(8);

    {
        f.chain.rules(NodeRules.of(new Acme()));
    }

    private static boolean isRange(Asked asked) {
        return asked.method().equals("eth_getLogs") && asked.query().containsKey("fromBlock");
    }

    private static long bound(Asked asked, String name) {
        return ((BlockRef) asked.query().get(name)).number();
    }

    private void assertGot(long last) {
        assertThat(f.got)
                .isEqualTo(LongStream.rangeClosed(1, last)
                        .mapToObj(n -> "+" + n + "/0")
                        .toList());
    }

    @Test
    void aRangeThatTheProfileCallsTooLarge_isShortenedAtOnce() {
        f.chain.grow(300);
        f.chain.script(asked -> {
            if (isRange(asked) && bound(asked, "toBlock") - bound(asked, "fromBlock") >= 5) {
                throw ScriptedChain.refusal("eth_getLogs", -32000, TOO_LARGE);
            }
            return null;
        });
        f.subscribe(Feeds.logs()).from(BlockRef.number(1)).onEvent(f::note);
        f.run(Duration.ofSeconds(10));

        assertGot(300);
    }

    @Test
    void aBlockThatTheProfileCallsTooLarge_isReadFromItsReceipts() {
        f.subscribe(Feeds.logs()).from(BlockRef.number(1)).onEvent(f::note);
        f.chain.script(asked -> {
            if (asked.method().equals("eth_getLogs")) {
                throw ScriptedChain.refusal("eth_getLogs", -32000, TOO_LARGE);
            }
            return null;
        });
        f.settle();
        f.chain.mineMany(2);
        f.settle();

        assertGot(2);
        assertThat(f.chain.asked("eth_getBlockReceipts")).hasSize(2);
    }

    @Test
    void historyThatTheProfileCallsPruned_endsTheFeedWithTheOldestThatThereIs() {
        f.chain.grow(300);
        f.chain.script(asked -> {
            boolean old = isRange(asked)
                    ? bound(asked, "fromBlock") < 123
                    : asked.method().equals("eth_getLogs")
                            && LongStream.range(0, 123)
                                    .anyMatch(n -> f.chain
                                            .at(n)
                                            .hash()
                                            .equals(asked.query().get("blockHash")));
            if (old) {
                throw ScriptedChain.refusal("eth_getLogs", -32000, PRUNED);
            }
            return null;
        });
        Subscription s = f.subscribe(Feeds.logs()).from(BlockRef.number(5)).onEvent(f::note);
        f.run(Duration.ofSeconds(10));

        assertThatThrownBy(s.ended()::join)
                .cause()
                .isInstanceOfSatisfying(
                        HistoryUnavailableException.class,
                        gone -> assertThat(gone.earliest()).hasValue(123));
    }

    @Test
    void aTagThatTheProfileCallsUnsupported_isRefusedAtOnce() {
        f.chain.script(asked -> {
            if (asked.block().equals("safe")) {
                throw ScriptedChain.refusal("eth_getBlockByNumber", -32000, UNSUPPORTED);
            }
            return null;
        });
        Subscription s =
                f.engine.subscribe(Feeds.logs()).finality(Finality.SAFE).onEvent(f::note);
        f.run(Duration.ofMillis(50));

        assertThat(s.state()).isEqualTo(SubscriptionState.FAILED);
        assertThatThrownBy(s.ended()::join).cause().isInstanceOf(SubscriptionFailedException.class);
    }

    @Test
    void anAnnouncementThatTheProfileCallsRateLimited_isAskedForAgain() {
        FeedHub hub = new FeedHub("ws-1", f.codec, f.world, NodeRules.of(new Acme()));
        List<String> heard = new ArrayList<>();
        hub.follow(Feeds.newHeads(), new PushListener() {
            @Override
            public void pushed(byte[] json) {}

            @Override
            public void confirmed() {
                heard.add("confirmed");
            }

            @Override
            public void interrupted() {}

            @Override
            public void ended(@Nullable BlockchainException failure) {
                heard.add("ended");
            }
        });
        hub.attach(new RefusingOnce());
        assertThat(heard).isEmpty();
        f.run(Duration.ofSeconds(1));

        assertThat(heard).containsExactly("confirmed");
    }

    /** Refuses the first call in words of its own. */
    private static final class RefusingOnce implements FeedLink {
        private final Registry registry = new Registry();
        private boolean refused;

        @Override
        public Registry registry() {
            return registry;
        }

        @Override
        public long chainId() {
            return 1;
        }

        @Override
        public void request(String method, List<Object> params, Completion completion) {
            if (refused) {
                byte[] id = "\"0x1\"".getBytes(StandardCharsets.UTF_8);
                completion.result(id, 0, id.length);
            } else {
                refused = true;
                completion.error(new RpcError(-32000, LIMITED, Optional.empty()));
            }
        }
    }
}
