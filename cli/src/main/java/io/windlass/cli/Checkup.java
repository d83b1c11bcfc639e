package io.windlass.cli;

import io.windlass.BlockHeader;
import io.windlass.BlockRef;
import io.windlass.BlockchainConnection;
import io.windlass.ConnectionType;
import io.windlass.Eth;
import io.windlass.Feed;
import io.windlass.Feeds;
import io.windlass.Hash;
import io.windlass.LogsFeed;
import io.windlass.RpcException;
import io.windlass.RpcResponse;
import io.windlass.Subscription;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What a node can do, found out over a connection. Blocks. */
final class Checkup {
    private static final int LATENCY_CALLS = 7;
    private static final int BURST = 25;
    private static final int RANGE = 1_000;
    private static final long PATIENCE_SECONDS = 15;
    private static final Duration OLD = Duration.ofMinutes(2);
    private static final Duration SLOW = Duration.ofSeconds(1);

    private final BlockchainConnection node;
    private final Clock clock;

    Checkup(BlockchainConnection node, Clock clock) {
        this.node = node;
        this.clock = clock;
    }

    Finding head() {
        BlockHeader head = latest();
        Duration age = Duration.between(Instant.ofEpochSecond(head.timestamp()), clock.instant());
        String found = "block " + Text.number(head.number()) + ", " + Text.age(age) + " old";
        RpcResponse syncing = await(node.send("eth_syncing"));
        if (syncing.error().isEmpty() && !syncing.resultOrThrow().text().equals("false")) {
            return Finding.note(found + "; the node is still syncing: wait, or use another one");
        }
        return age.compareTo(OLD) > 0
                ? Finding.note(found + "; if this chain makes blocks more often, the node is stuck: use another one")
                : Finding.ok(found);
    }

    private BlockHeader latest() {
        return await(node.call(Eth.header(BlockRef.latest())))
                .orElseThrow(() -> new IllegalStateException("the node has no block at all"));
    }

    Finding latency() {
        long[] nanos = new long[LATENCY_CALLS];
        for (int i = 0; i < nanos.length; i++) {
            long start = System.nanoTime();
            await(node.call(Eth.blockNumber()));
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        Duration median = Duration.ofNanos(nanos[nanos.length / 2]);
        String found = Text.millis(median) + " in the middle of " + LATENCY_CALLS + " calls, "
                + Text.millis(Duration.ofNanos(nanos[nanos.length - 1])) + " at most";
        return median.compareTo(SLOW) > 0
                ? Finding.note(found + "; a nearer endpoint would be faster")
                : Finding.ok(found);
    }

    Finding heads() {
        long start = System.nanoTime();
        follow(Feeds.newHeads());
        return Finding.ok((node.type() == ConnectionType.HTTP ? "polled" : "announced") + ", live after "
                + Text.millis(Duration.ofNanos(System.nanoTime() - start)));
    }

    Finding pending() {
        try {
            follow(Feeds.newPendingTransactions());
            return Finding.ok("announced");
        } catch (RuntimeException e) {
            return Finding.note("not offered: windlass watch pending needs another endpoint ("
                    + Failure.of(e).message() + ")");
        }
    }

    private void follow(Feed<?> feed) {
        try (Subscription subscription = node.subscribe(feed).onEvent(event -> {})) {
            await(subscription.live());
        }
    }

    Finding logs() {
        try {
            int count =
                    await(node.call(Eth.logs(Feeds.logs(), latest().hash()))).size();
            return Finding.ok(Text.count(count, "log") + " in the latest block, read by its hash");
        } catch (RpcException e) {
            return Finding.bad("the logs of a block cannot be read by its hash (" + e.error()
                    + "), and logs cannot be followed without; use another endpoint");
        }
    }

    Finding history() {
        long head = latest().number();
        long from = Math.max(0, head - RANGE + 1);
        // few logs have four topics that are zero: the answer is short
        LogsFeed none = Feeds.logs();
        for (int position = 0; position < 4; position++) {
            none = none.topic(position, Hash.ZERO);
        }
        try {
            await(node.call(Eth.logs(none, BlockRef.number(from), BlockRef.number(head))));
            Optional<BlockHeader> first = await(node.call(Eth.header(BlockRef.number(1))));
            return first.isPresent() || head == 0
                    ? Finding.ok(Text.number(head - from + 1) + " blocks in one read of logs")
                    : Finding.note("block 1 is not there: history begins later; use an archive node for --from");
        } catch (RpcException e) {
            return Finding.note("logs of " + Text.number(RANGE) + " blocks are refused (" + e.error()
                    + "): history is read in smaller parts, more slowly");
        }
    }

    Finding finality() {
        try {
            Optional<BlockHeader> found = await(node.call(Eth.header(BlockRef.finalized())));
            if (found.isPresent()) {
                return Finding.ok("block " + Text.number(found.get().number()) + " is final");
            }
        } catch (RpcException e) {
            // told below: it makes no difference whether it refuses or knows none
        }
        return Finding.note("the node does not say what is final; use --confirmations");
    }

    Finding limits() {
        List<CompletableFuture<Long>> burst = new ArrayList<>();
        for (int i = 0; i < BURST; i++) {
            burst.add(node.call(Eth.blockNumber()));
        }
        burst.forEach(Checkup::await);
        long complaints = node.stats().limits().rateLimited();
        return complaints == 0
                ? Finding.ok("no complaint about " + BURST + " calls at once")
                : Finding.note("the endpoint complained of too many calls " + Text.count(complaints, "time")
                        + "; calls are held back where it does: use a key or a plan that allows more");
    }

    /** Waits; a check that takes too long has found something, too. */
    private static <T> T await(CompletableFuture<T> result) {
        try {
            return result.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("no answer within " + PATIENCE_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoppedException();
        } catch (ExecutionException e) {
            throw Failure.unwrap(e);
        }
    }
}
