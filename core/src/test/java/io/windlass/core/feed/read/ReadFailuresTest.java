package io.windlass.core.feed.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.CallTimeoutException;
import io.windlass.DecodeException;
import io.windlass.FeedStoreException;
import io.windlass.Feeds;
import io.windlass.HistoryUnavailableException;
import io.windlass.RpcException;
import io.windlass.SubscriptionFailedException;
import io.windlass.core.rpc.NodeRules;
import io.windlass.core.sim.ScriptedChain;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReadFailuresTest {
    private final ReadFailures failures =
            new ReadFailures("node", Feeds.logs(), "orders", NodeRules.PLAIN, () -> false);

    private static RpcException refusal(int code, String message) {
        return ScriptedChain.refusal("eth_getLogs", code, message);
    }

    @Test
    void lasting_whatPasses_isTriedAgainForEver() {
        for (Throwable passing : new Throwable[] {
            new NotYetThere("block 7 is not there"),
            new CallTimeoutException("late", "eth_getLogs", Duration.ofSeconds(1), true, null),
            new DecodeException("not understood"),
            refusal(-32000, "unknown block"),
            refusal(429, "too many requests"),
            refusal(-32000, "no backend is currently healthy")
        }) {
            assertThat(failures.lasting(passing, 7, 1_000)).as("%s", passing).isNull();
        }
    }

    @Test
    void lasting_aMethodThatIsNotOffered_isBelievedAfterSomeRefusals() {
        RpcException refused = refusal(-32601, "the method does not exist");

        assertThat(failures.lasting(refused, 7, 3)).isNull();
        assertThat(failures.lasting(refused, 7, 4))
                .isInstanceOf(SubscriptionFailedException.class)
                .hasMessageContaining("node cannot serve logs")
                .hasMessageContaining("use an endpoint that offers it");
    }

    @Test
    void lasting_historyThatIsGone_isBelievedAtOnce() {
        assertThat(failures.lasting(refusal(4444, "pruned history unavailable"), 7, 0))
                .isInstanceOf(HistoryUnavailableException.class)
                .hasMessageContaining("node does not have block 7 any more");
    }

    @Test
    void ofStore_whatAStoreThrows_isTypedAndNamesTheFeed() {
        assertThat(failures.ofStore(new IllegalStateException("disk")))
                .isInstanceOf(FeedStoreException.class)
                .hasMessageContaining("'orders'")
                .hasMessageContaining("disk");
        FeedStoreException known = new FeedStoreException("no", FeedStoreException.Kind.UNAVAILABLE, "orders", null);
        assertThat(failures.ofStore(known)).isSameAs(known);
    }
}
