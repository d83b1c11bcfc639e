package io.windlass.cli;

import io.windlass.BlockchainConnection;
import io.windlass.BlockchainException;
import io.windlass.ChainEvent;
import io.windlass.EventStream;
import io.windlass.Feed;
import io.windlass.FeedGap;
import io.windlass.Hash;
import io.windlass.Position;
import io.windlass.SubscriptionState;
import io.windlass.SubscriptionStats;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Prints what a feed delivers until a limit is reached, somebody says stop, or the feed fails; then the totals. An event is
 * acknowledged when the next is asked for: what is remembered durably was handed to standard output before.
 */
final class Watch<T> {
    /** How often it looks at what comes beside events: the end, gaps, progress. */
    private static final Duration SLICE = Duration.ofMillis(100);

    private final Session session;
    private final Connector connector;
    private final BlockchainConnection node;
    private final FeedKind kind;
    private final EventView<T> view;
    private final FeedOptions options;
    private final ProgressBar bar;
    private final Queue<Gap> gaps = new ConcurrentLinkedQueue<>();

    /** When the output was last known to lack nothing, in seconds of Unix time. */
    private volatile long completeAt;

    // only by the thread that prints
    private final Deque<Line> prepared = new ArrayDeque<>();
    private @Nullable BlockchainException failure;
    private long barAt = System.nanoTime();
    private long events;
    private long backfilled;
    private long removed;
    private long blocks;
    private @Nullable Hash lastBlock;

    Watch(
            Session session,
            Connector connector,
            BlockchainConnection node,
            FeedKind kind,
            EventView<T> view,
            FeedOptions options) {
        this.session = session;
        this.connector = connector;
        this.node = node;
        this.kind = kind;
        this.view = view;
        this.options = options;
        this.bar = new ProgressBar(session.messages(), kind.noun());
    }

    /** One event on its way to the screen. */
    private record Line(
            Supplier<String> text,
            boolean removed,
            boolean backfilled,
            @Nullable Hash block) {}

    /** Runs until the end; throws what the feed failed with. */
    void run(Feed<T> feed, WatchLimits limits, boolean devnet) {
        CompletableFuture<Void> begun = new CompletableFuture<>();
        completeAt = now();
        try (EventStream<T> stream = options
                .apply(node.subscribe(feed))
                .onStateChange(state -> changed(state, begun))
                .onProgress(bar::reached)
                .onGap(this::gap)
                .stream()) {
            connector.await(CompletableFuture.anyOf(begun, stream.live()), "the node to confirm the subscription");
            session.messages().say("connected to " + connector.describe(node, devnet));
            long start = System.nanoTime();
            try {
                print(stream, limits.count(), start + limits.duration().toNanos());
            } finally {
                session.messages().status("");
                sayTotals(Duration.ofNanos(System.nanoTime() - start), stream.stats());
            }
            if (failure != null) {
                throw failure;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoppedException();
        }
    }

    private void changed(SubscriptionState state, CompletableFuture<Void> begun) {
        if (state == SubscriptionState.LIVE) {
            bar.end();
        }
        if (state != SubscriptionState.STARTING && !state.isTerminal()) {
            begun.complete(null);
        }
    }

    private long now() {
        return session.clock().instant().getEpochSecond();
    }

    private void gap(FeedGap gap) {
        gaps.add(new Gap(completeAt, now(), gap.reason(), gap.events()));
    }

    private void print(EventStream<T> stream, long count, long deadline) throws InterruptedException {
        Output output = session.output();
        if (!view.header().isEmpty()) {
            output.line(view.header());
            output.flush();
        }
        while (events < count && !(prepared.isEmpty() && isOver(stream, deadline))) {
            tellGaps();
            Line line = next(stream, deadline);
            if (line != null) {
                show(line);
            }
        }
        tellGaps();
        output.flush();
        if (options.isDurable() && failure == null) {
            take(stream, Duration.ZERO); // acknowledges the last one
        }
    }

    private boolean isOver(EventStream<T> stream, long deadline) {
        return failure != null
                || session.stop().isRequested()
                || stream.stats().state().isTerminal()
                || deadline - System.nanoTime() <= 0;
    }

    /** The next line; null if none has come for a while. */
    private @Nullable Line next(EventStream<T> stream, long deadline) throws InterruptedException {
        int ahead = options.isDurable() ? 1 : view.ahead();
        while (prepared.size() < ahead && take(stream, Duration.ZERO)) {
            // as many as there are
        }
        if (prepared.isEmpty() && failure == null) {
            session.output().flush();
            drawBar();
            long left = Math.max(0, deadline - System.nanoTime());
            take(stream, Duration.ofNanos(Math.min(SLICE.toNanos(), left)));
        }
        return prepared.poll();
    }

    /** Prepares the next event; false if there is none. */
    private boolean take(EventStream<T> stream, Duration timeout) throws InterruptedException {
        Optional<ChainEvent<T>> taken;
        try {
            taken = stream.poll(timeout);
        } catch (BlockchainException e) {
            failure = e; // told after what came before it
            return false;
        }
        if (taken.isEmpty()) {
            return false;
        }
        ChainEvent<T> event = taken.get();
        if (kind == FeedKind.PENDING && stream.stats().waiting() == 0) {
            completeAt = now();
        }
        prepared.add(new Line(
                view.line(event),
                event.removed(),
                event.source() == ChainEvent.Source.BACKFILL,
                event.position().map(Position::blockHash).orElse(null)));
        return true;
    }

    private void show(Line line) {
        String text = line.text().get();
        if (session.terminal().out()) {
            session.messages().status("");
        }
        session.output().line(text);
        count(line);
        if (options.isDurable()) {
            session.output().flush();
        }
        if (System.nanoTime() - barAt > SLICE.toNanos()) {
            if (session.terminal().out()) {
                session.output().flush(); // what is shown must stand above the bar
            }
            drawBar();
        }
    }

    private void drawBar() {
        bar.draw();
        barAt = System.nanoTime();
    }

    private void tellGaps() {
        for (Gap gap = gaps.poll(); gap != null; gap = gaps.poll()) {
            String line = view.gap(node.chainId(), gap);
            if (line.isEmpty()) {
                session.messages().say(gap.text());
            } else {
                session.output().line(line);
            }
        }
    }

    private void count(Line line) {
        events++;
        removed += line.removed() ? 1 : 0;
        backfilled += line.backfilled() && !line.removed() ? 1 : 0;
        if (line.block() != null && !line.block().equals(lastBlock)) {
            lastBlock = line.block();
            blocks++;
        }
    }

    private void sayTotals(Duration elapsed, SubscriptionStats stats) {
        StringBuilder totals = new StringBuilder(Text.count(events, kind.noun()));
        if (kind == FeedKind.LOGS) {
            totals.append(" in ").append(Text.count(blocks, "block"));
        }
        append(totals, view.totals());
        append(totals, backfilled, "backfilled");
        append(totals, removed, "removed");
        append(totals, stats.late(), "late");
        append(totals, stats.dropped(), "dropped");
        append(totals, Text.count(node.stats().reconnects(), "reconnect"));
        totals.append(", ").append(Text.elapsed(elapsed));
        session.messages().goodbye(totals.toString());
    }

    private static void append(StringBuilder totals, long count, String what) {
        append(totals, count == 0 ? "" : Text.number(count) + " " + what);
    }

    private static void append(StringBuilder totals, String part) {
        totals.append(part.isEmpty() ? "" : ", ").append(part);
    }
}
