package io.windlass.cli;

import io.windlass.BlockchainConnection;
import io.windlass.EventHandler;
import io.windlass.Feed;
import io.windlass.Hash;
import io.windlass.Position;
import io.windlass.Subscription;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Prints what a feed delivers until a limit is reached, somebody says stop, or the feed fails; then the totals. */
final class Watch {
    private final Session session;
    private final Connector connector;
    private final BlockchainConnection node;
    private final WatchLimits limits;
    private final boolean devnet;

    private long events;
    private long removed;
    private long blocks;
    private @Nullable Hash lastBlock;

    Watch(Session session, Connector connector, BlockchainConnection node, WatchLimits limits, boolean devnet) {
        this.session = session;
        this.connector = connector;
        this.node = node;
        this.limits = limits;
        this.devnet = devnet;
    }

    /** One event on its way to the screen. */
    private record Line(
            Supplier<String> text,
            boolean removed,
            @Nullable Hash block) {}

    /** Runs until the end; throws what the feed failed with. */
    <T> void run(FeedKind kind, Feed<T> feed, EventView<T> view) {
        Inbox<Line> inbox = new Inbox<>();
        session.stop().onRequest(() -> inbox.close(null));
        EventHandler<T> handler = event -> inbox.put(new Line(
                view.line(event),
                event.removed(),
                event.position().map(Position::blockHash).orElse(null)));
        try (Subscription subscription = node.subscribe(feed).onRemoved(handler).onEvent(handler)) {
            connector.await(liveOrEnded(subscription), "the node to confirm the subscription");
            session.messages().say("connected to " + connector.describe(node, devnet));
            long start = System.nanoTime();
            CompletableFuture<Void> unused =
                    subscription.ended().whenComplete((ended, failure) -> inbox.close(failure));
            try {
                print(inbox, view, start + limits.duration().toNanos());
            } finally {
                sayTotals(kind, view, Duration.ofNanos(System.nanoTime() - start), subscription);
            }
            if (inbox.failure() != null) {
                throw Failure.unwrap(inbox.failure());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoppedException();
        }
    }

    /** What ends a subscription before it is live is said by its end. */
    private static CompletableFuture<Void> liveOrEnded(Subscription subscription) {
        return subscription.live().exceptionallyCompose(failure -> subscription.ended());
    }

    private void print(Inbox<Line> inbox, EventView<?> view, long deadline) throws InterruptedException {
        Output output = session.output();
        if (!view.header().isEmpty()) {
            output.line(view.header());
            output.flush();
        }
        Line line = inbox.take(deadline);
        while (line != null) {
            output.line(line.text().get());
            count(line);
            if (events == limits.count()) {
                break;
            }
            if (!inbox.hasItem()) {
                output.flush();
            }
            line = inbox.take(deadline);
        }
        output.flush();
    }

    private void count(Line line) {
        events++;
        removed += line.removed() ? 1 : 0;
        if (line.block() != null && !line.block().equals(lastBlock)) {
            lastBlock = line.block();
            blocks++;
        }
    }

    private void sayTotals(FeedKind kind, EventView<?> view, Duration elapsed, Subscription subscription) {
        StringBuilder totals = new StringBuilder(Text.count(events, kind.noun()));
        if (kind == FeedKind.LOGS) {
            totals.append(" in ").append(Text.count(blocks, "block"));
        }
        append(totals, view.totals());
        append(totals, removed == 0 ? "" : Text.number(removed) + " removed");
        long dropped = subscription.stats().dropped();
        append(totals, dropped == 0 ? "" : Text.number(dropped) + " dropped");
        append(totals, Text.count(node.stats().reconnects(), "reconnect"));
        totals.append(", ").append(Text.elapsed(elapsed));
        session.messages().goodbye(totals.toString());
    }

    private static void append(StringBuilder totals, String part) {
        totals.append(part.isEmpty() ? "" : ", ").append(part);
    }
}
