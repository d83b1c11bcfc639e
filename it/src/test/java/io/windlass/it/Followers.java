package io.windlass.it;

import static io.windlass.it.Patience.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.BlockHeader;
import io.windlass.BlockchainConnection;
import io.windlass.Feeds;
import io.windlass.Log;
import io.windlass.LogsFeed;
import io.windlass.Position;
import io.windlass.Subscription;
import io.windlass.SubscriptionState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Careful handlers of all kinds of feeds over one connection, from one block on; and what they must hold in the end. */
final class Followers {
    private final Holdings<BlockHeader> heads = Holdings.ordered();
    private final Holdings<Log> logs = Holdings.ordered();
    private final Holdings<Log> immediate = Holdings.unordered();
    private final List<Subscription> subscriptions = new ArrayList<>();
    private final Emitter emitter;
    private final long first;
    private final boolean pushes;

    /** Begins to follow with the block after the present head; live when this returns. */
    Followers(BlockchainConnection connection, Wire wire, Emitter emitter) {
        this.emitter = emitter;
        first = emitter.node().head() + 1;
        pushes = wire == Wire.WEBSOCKET;
        LogsFeed feed = Feeds.logs().address(emitter.address());
        subscriptions.add(connection
                .subscribe(Feeds.newHeads())
                .onRemoved(heads.removals())
                .onEvent(heads.additions()));
        subscriptions.add(connection.subscribe(feed).onRemoved(logs.removals()).onEvent(logs.additions()));
        if (pushes) {
            subscriptions.add(connection
                    .subscribe(feed)
                    .immediate()
                    .onRemoved(immediate.removals())
                    .onEvent(immediate.additions()));
        }
        subscriptions.forEach(each -> done(each.live()));
    }

    List<Subscription> subscriptions() {
        return subscriptions;
    }

    long removed() {
        return heads.removed();
    }

    long removedLogs() {
        return logs.removed();
    }

    int heads() {
        return heads.count();
    }

    int logs() {
        return logs.count();
    }

    /** Waits until all feeds are live; what the chain gets meanwhile they may lack. */
    void awaitLive() {
        Patience.until(
                "all feeds are live",
                () -> subscriptions.stream().allMatch(each -> each.state() == SubscriptionState.LIVE));
    }

    /** Waits until they hold what the chain holds, which must rest, and checks that nothing wrong happened on the way. */
    void assertHoldTheChainOf(Anvil node) {
        assertSealedHoldTheChainOf(node);
        if (pushes) {
            assertHold(immediate, logsOf(node), "immediate logs");
        }
    }

    /** As {@link #assertHoldTheChainOf}, without the immediate feed. */
    void assertSealedHoldTheChainOf(Anvil node) {
        assertHold(heads, headsOf(node), "heads");
        assertHold(logs, logsOf(node), "logs");
    }

    private static void assertHold(Holdings<?> holdings, List<String> expected, String what) {
        try {
            Patience.until(what + " are level", () -> holdings.places().equals(expected));
        } catch (RuntimeException e) {
            assertThat(holdings.wrong()).as(what).isEmpty();
            assertThat(holdings.places()).as(what).isEqualTo(expected);
        }
        assertThat(holdings.wrong()).as(what).isEmpty();
    }

    private List<String> headsOf(Anvil node) {
        List<String> places = new ArrayList<>();
        long last = node.head();
        for (long number = first; number <= last; number++) {
            Map<?, ?> block = node.rpcObject("eth_getBlockByNumber", "0x" + Long.toHexString(number), false);
            places.add(Holdings.place((String) block.get("hash"), Position.END));
        }
        return places;
    }

    private List<String> logsOf(Anvil node) {
        return logsOf(node, emitter, first);
    }

    /** What {@code eth_getLogs} says, in its order. */
    static List<String> logsOf(Anvil node, Emitter emitter, long first) {
        Map<String, Object> filter = new LinkedHashMap<>();
        filter.put("address", emitter.address().toHex());
        filter.put("fromBlock", "0x" + Long.toHexString(first));
        filter.put("toBlock", "latest");
        List<String> places = new ArrayList<>();
        for (Object each : node.rpcList("eth_getLogs", filter)) {
            Map<?, ?> log = (Map<?, ?>) each;
            places.add(Holdings.place((String) log.get("blockHash"), (int) PlainJson.quantity(log.get("logIndex"))));
        }
        return places;
    }
}
