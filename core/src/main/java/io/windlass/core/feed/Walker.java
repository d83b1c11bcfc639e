package io.windlass.core.feed;

import io.windlass.BlockHeader;
import io.windlass.BlockRef;
import io.windlass.BlockchainException;
import io.windlass.ChainEvent.Source;
import io.windlass.ChainMismatchException;
import io.windlass.DeadLetters;
import io.windlass.Eth;
import io.windlass.EventId;
import io.windlass.Feed;
import io.windlass.FeedProgress;
import io.windlass.FeedStoreException;
import io.windlass.Finality;
import io.windlass.Hash;
import io.windlass.HistoryUnavailableException;
import io.windlass.Json;
import io.windlass.Log;
import io.windlass.LogsFeed;
import io.windlass.Position;
import io.windlass.ReorgBeyondWindowException;
import io.windlass.ReorgPolicy;
import io.windlass.SubscriptionState;
import io.windlass.SubscriptionStats;
import io.windlass.core.chain.ChainFollower;
import io.windlass.core.chain.ChainPath;
import io.windlass.core.feed.Window.Entry;
import io.windlass.core.feed.push.LogPushes;
import io.windlass.core.feed.read.BlockReader;
import io.windlass.core.feed.read.Chunk;
import io.windlass.core.feed.read.Failures;
import io.windlass.core.feed.read.History;
import io.windlass.core.feed.read.NotYetThere;
import io.windlass.core.feed.read.Read;
import io.windlass.core.feed.read.ReadAhead;
import io.windlass.core.feed.read.ReadAhead.Ask;
import io.windlass.core.feed.read.ReadFailures;
import io.windlass.core.feed.read.ReadTrouble;
import io.windlass.core.runtime.EngineRuntime;
import io.windlass.core.runtime.Mailbox;
import io.windlass.core.runtime.Timer;
import io.windlass.spi.BlockMark;
import io.windlass.spi.Checkpoint;
import io.windlass.spi.Codec;
import io.windlass.spi.WindowEntry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Walks the canonical path for one subscription, block by block: reads each block's events, hands them to the outlet as it has
 * room, and goes back when the block it stands on has left the path. It never runs ahead of its outlet: what there is no room
 * for is read later.
 *
 * <p>Everything happens in its mailbox, mostly in {@link #advance}, which does what can be done now.
 */
final class Walker<T> implements Running {
    private static final Logger LOG = LoggerFactory.getLogger(Walker.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    /** Blocks that are not final by the chain's word are remembered up to so many. */
    private static final int MOST_BLOCKS = 8_192;

    /** How far a push of an immediate feed may be ahead of what is sealed. */
    private static final int MOST_AHEAD = 64;

    private final FeedRequest<T> request;
    private final FeedSource source;
    private final ChainFollower chain;
    private final BlockReader<T> reader;
    private final Outlet<T> outlet;
    private final Codec codec;
    private final EngineRuntime runtime;
    private final StartFinder<T> starts;
    private final FeedCounters counters;
    private final long windowBytes;
    private final Duration drainTime;
    private final FeedStatus status;
    private final Runnable onEvent;
    private final Consumer<Running> onEnd;
    private final Runnable chainChanged = this::wake;
    private final Mailbox mailbox = new Mailbox();
    private final LetterDesk<T> desk;

    // only in the mailbox
    private final ReadAhead<T> ahead;
    /** What one read brought, or a reorg takes back: nothing further is asked for or taken in before it is handed over. */
    private final Deque<WalkArrival<T>> pending = new ArrayDeque<>();

    private final AncestorSearch ancestors;
    private final History<T> history;
    private final ReadFailures rules;
    private final ReadTrouble trouble;
    private Ledger<T> ledger = new Ledger<>(null);
    private Window<T> window;
    private Retractions<T> retractions;
    private @Nullable Replays<T> replays;
    private @Nullable DeadEvents<T> deadEvents;
    private AckLine ackLine = new AckLine(Optional.empty(), 0, 0, false);
    private BlockMark cursor = WalkStart.before(0);

    /** After a restart: where to go on, once the newest block that an earlier run has passed was compared with the chain. */
    private @Nullable BlockMark resume;

    private @Nullable Position after;
    private OptionalLong end = OptionalLong.empty();
    private long firstBlock;
    private long ordinal;

    /** Ordinals up to here belong to an earlier run: its events are handed over again. */
    private long earlierRuns;

    /** There may be entries above the cursor, of an earlier run or pushed ones. */
    private boolean holdsAhead;

    /** The path that those were compared with last. */
    private @Nullable ChainPath comparedWith;

    /** A block below the path that was found on the chain, and the path's epoch then. */
    private @Nullable BlockMark verified;

    private long verifiedEpoch = -1;
    private long seenRollbacks;
    private int failures;
    private boolean started;
    private boolean busy;
    private boolean pausing;
    private boolean ended;
    private boolean draining;
    private boolean caughtUp;
    private boolean flushing;

    Walker(
            FeedRequest<T> request,
            FeedSource source,
            ChainFollower chain,
            BlockReader<T> reader,
            Outlet<T> outlet,
            Codec codec,
            EngineRuntime runtime,
            StartFinder<T> starts,
            FeedCounters counters,
            long windowBytes,
            Duration drainTime,
            Runnable onEvent,
            Consumer<Running> onEnd) {
        this.request = request;
        this.source = source;
        this.chain = chain;
        this.reader = reader;
        this.outlet = outlet;
        this.codec = codec;
        this.runtime = runtime;
        this.starts = starts;
        this.counters = counters;
        this.windowBytes = windowBytes;
        this.window = new Window<>(0, windowBytes);
        this.drainTime = drainTime;
        this.onEvent = onEvent;
        this.onEnd = onEnd;
        this.ahead = new ReadAhead<>(reader);
        this.ancestors = new AncestorSearch(source.reads(), mailbox);
        this.history = new History<>(source.reads(), reader, mailbox);
        this.rules = new ReadFailures(
                source.name(),
                request.feed,
                request.name,
                source.reads().rules(),
                () -> source.genesis().get().isPresent());
        this.trouble = new ReadTrouble(source.name(), request.feed.name(), runtime);
        this.retractions = retractions();
        this.desk = new LetterDesk<>(String.valueOf(request.name), mailbox, runtime.callbacks());
        this.status = new FeedStatus(runtime, request.stateChange);
        outlet.onProgress(this::wake);
    }

    @Override
    public Feed<?> feed() {
        return request.feed;
    }

    @Override
    public CompletableFuture<Void> live() {
        return status.live();
    }

    @Override
    public SubscriptionState state() {
        return status.state();
    }

    @Override
    public SubscriptionStats stats() {
        return status.stats(chain.path(), outlet.waiting(), outlet.failingSince(), counters, Optional.of(trouble));
    }

    @Override
    public DeadLetters deadLetters() {
        if (request.name == null) {
            throw new IllegalStateException("the dead letters of " + request.feed.name()
                    + " are not kept, since the subscription has no name; give it one with named(…), or hear of them with"
                    + " onDeadLetter(…)");
        }
        return desk;
    }

    // ---- beginning

    @Override
    public void start() {
        status.reports(request, this::stats);
        chain.add(chainChanged);
        if (request.finality != Finality.LATEST) {
            chain.watchFinality(true);
        }
        mailbox.post(this::findStart);
    }

    private void findStart() {
        if (ended) {
            return;
        }
        var unused = starts.find()
                .whenComplete((found, failure) -> mailbox.post(() -> {
                    if (ended) {
                        if (found != null) {
                            found.abandon();
                        }
                    } else if (failure == null) {
                        begin(found);
                    } else {
                        failed(Objects.requireNonNull(Failures.cause(failure)), cursor.number() + 1, this::findStart);
                    }
                }));
    }

    private void begin(WalkStart start) {
        started = true;
        failures = 0;
        trouble.over();
        ledger = new Ledger<>(start.journal());
        firstBlock = start.firstBlock();
        cursor = start.cursor();
        after = start.after();
        end = start.end();
        window = new Window<>(firstBlock, windowBytes);
        retractions = retractions();
        if (request.name != null && start.journal() != null) {
            keepLetters(request.name, start.journal());
        }
        ackLine = new AckLine(begins(), 0, 0, !request.immediate);
        start.identity().ifPresent(start.checkpoint().isPresent() ? ledger::continuesAs : ledger::begins);
        seenRollbacks = chain.path().rollbacks();
        status.begun();
        status.read(cursor);
        if (start.checkpoint().isPresent() && !restore(start.checkpoint().get())) {
            return;
        }
        if (!cursor.hash().equals(Hash.ZERO)) {
            window.passed(cursor);
        }
        if (start.checkpoint().isEmpty()) {
            keepStart();
        }
        if (after != null && start.checkpoint().isEmpty()) {
            ledger.acknowledged(0, Optional.of(after));
        }
        writeThen(this::advance);
        advance();
    }

    /** Where everything before is acknowledged: what commits acknowledgements beside the walk must find a place to go back to. */
    private Optional<Position> begins() {
        if (after == null && request.committing != null) {
            BlockMark before = WalkStart.before(firstBlock);
            return Optional.of(Position.end(before.number(), before.hash()));
        }
        return Optional.ofNullable(after);
    }

    private void keepLetters(String name, Journal journal) {
        if (request.committing != null) {
            request.committing.opens(journal.lease(), !request.immediate, this::fail);
        }
        Consumer<Throwable> storeFailed = failure -> endWith(storeFailure(failure));
        WalkPosition position = new WalkPosition(chain, window, ancestors, () -> cursor, this::boundary, end);
        Replays<T> made = new Replays<>(
                request,
                codec,
                outlet,
                ledger,
                position,
                () -> ++ordinal,
                at -> ackLine.vanished(at),
                journal,
                mailbox,
                runtime.timer(),
                this::wake,
                storeFailed);
        replays = made;
        deadEvents = new DeadEvents<>(
                name, window, ledger, made, letter -> status.tell(() -> request.deadLetter.accept(letter)));
        desk.opens(new LetterDesk.Office<>(journal, ledger, made, this::wake, storeFailed));
    }

    private void orphaned(Entry<T> entry) {
        if (deadEvents != null) {
            deadEvents.retract(entry);
        }
    }

    /** As long as this mark is kept the window is complete from the first block on: it goes with the first that is forgotten. */
    private void keepStart() {
        if (firstBlock > 0) {
            ledger.passed(WalkStart.before(firstBlock));
        }
    }

    private Retractions<T> retractions() {
        return new Retractions<>(
                window, ledger, outlet, counters, () -> ++ordinal, at -> ackLine.vanished(at), this::orphaned);
    }

    /** Takes over what an earlier run handed over; false if it cannot be read. */
    private boolean restore(Checkpoint kept) {
        Restored<T> restored = new Restored<>(request, codec, source.chainId().getAsLong());
        try {
            restored.into(window, kept, firstBlock);
        } catch (FeedStoreException e) {
            endWith(e);
            return false;
        }
        ordinal = restored.newestOrdinal();
        long before = ordinal;
        restored.unfinished().forEach(entry -> retractions.remove(entry, pending));
        earlierRuns = ordinal;
        holdsAhead = true;
        ackLine = new AckLine(
                kept.acknowledged().or(this::begins), kept.acknowledgedThrough(), before, !request.immediate);
        BlockMark newest = restored.newestBlock().orElse(cursor);
        if (newest.number() > cursor.number()) {
            resume = cursor;
            cursor = newest;
        }
        // what was pushed ahead of the blocks that were passed counts, too: the chain may have come to an end below it
        chain.reached(Math.max(cursor.number(), window.highestHeld()));
        if (replays != null) {
            replays.add(kept.requeued());
        }
        return true;
    }

    private EventId id(Position at) {
        return new EventId(source.chainId().getAsLong(), at.blockHash(), at.index());
    }

    // ---- walking

    private void wake() {
        mailbox.post(this::advance);
    }

    /** Does all that can be done now. */
    private void advance() {
        if (!started || ended) {
            return;
        }
        settle();
        if (draining) {
            endWhenDrained();
            return;
        }
        while (!busy && !pausing && !ended && step()) {
            // goes on
        }
        if (!ended) {
            finishIfDone();
            updateStatus();
            flushAcknowledged();
        }
    }

    /** One step; false if there is nothing to do now. */
    private boolean step() {
        ChainPath path = chain.path();
        if (path.isEmpty()) {
            handPending();
            return false;
        }
        Standing standing = standing(path);
        switch (standing) {
            case OFF -> {
                unwind(path);
                return true;
            }
            case UNSURE -> {
                verifyCursor(path);
                return false;
            }
            case AHEAD -> {
                if (resume != null) {
                    return false; // whether it is still on the chain is seen when the chain has come so far
                }
            }
            case ON -> {
                resume();
                if (takesBackWhatIsDenied(path) || takesBackWhatLeft(path)) {
                    return true;
                }
            }
        }
        if (!handPending()) {
            return false;
        }
        if (standing == Standing.ON && replays != null && replays.step()) {
            return true;
        }
        Ask<T> first = ahead.first();
        if (first != null && first.isDone()) {
            if (comesBackTooSoon(first.chunk())) {
                return false; // the outlet tells when it has no more to hand over
            }
            ahead.removeFirst();
            take(first, path);
            return true;
        }
        return plan(path);
    }

    /** Where the walk stands, seen from the path. */
    private enum Standing {
        ON,
        OFF,
        /** Below what the path reaches: the chain has to be asked. */
        UNSURE,
        /** Above the head: the node lags, or was rolled back. */
        AHEAD
    }

    /** The chain has been found to end below what is held ahead of it: no other block says so as long as it rests there. */
    private boolean takesBackWhatIsDenied(ChainPath path) {
        if (!holdsAhead || path.rollbacks() == seenRollbacks) {
            return false;
        }
        seenRollbacks = path.rollbacks();
        retractions.take(window.orphans(path.head().number()), pending);
        writeThen(this::advance);
        return true;
    }

    /** What an earlier run handed over may leave the chain before the walk has come to it again. */
    @SuppressWarnings(
            "ReferenceEquality") // another path may be equal as far as it goes: only the same need not be compared
    private boolean takesBackWhatLeft(ChainPath path) {
        if (request.immediate || !holdsAhead || path == comparedWith) {
            return false;
        }
        comparedWith = path;
        List<Entry<T>> gone = window.contradicted(path, cursor.number());
        retractions.take(gone, pending);
        writeThen(this::advance);
        return !gone.isEmpty();
    }

    /** What an earlier run has passed is still on the chain: the walk goes on where that run was acknowledged. */
    private void resume() {
        BlockMark from = resume;
        if (from != null) {
            resume = null;
            cursor = from;
            status.read(cursor);
        }
    }

    /** Whether the block that the walk stands on is on the path. */
    private Standing standing(ChainPath path) {
        if (cursor.hash().equals(Hash.ZERO)) {
            return Standing.ON;
        }
        Hash there = path.hashAt(cursor.number());
        if (there != null) {
            return there.equals(cursor.hash()) ? Standing.ON : Standing.OFF;
        }
        if (cursor.number() > path.head().number()) {
            Hash passed = window.passedAt(path.head().number());
            boolean contradicted = passed != null && !passed.equals(path.head().hash());
            return contradicted || path.rollbacks() != seenRollbacks ? Standing.OFF : Standing.AHEAD;
        }
        return cursor.equals(verified) && verifiedEpoch == path.epoch() ? Standing.ON : Standing.UNSURE;
    }

    /** The block is older than the path reaches: the node is asked whether it is still on the chain. */
    private void verifyCursor(ChainPath path) {
        if (cursor.number() > boundary(path)) {
            chain.extendDown(cursor.number()); // by number another machine may answer for another branch
            return;
        }
        busy = true;
        ancestors.isOnChain(cursor, answer -> {
            busy = false;
            if (ended) {
                return;
            }
            if (answer.isEmpty()) {
                pause(this::advance);
                return;
            }
            if (answer.get()) {
                verified(path);
            } else {
                unwind(path);
            }
            advance();
        });
    }

    private void verified(ChainPath path) {
        verified = cursor;
        verifiedEpoch = path.epoch();
    }

    /** True if nothing is left to hand over. */
    private boolean handPending() {
        for (WalkArrival<T> next = pending.peek(); next != null; next = pending.peek()) {
            if (!outlet.offer(next)) {
                return false;
            }
            pending.remove();
            onEvent.run();
        }
        return true;
    }

    /** The last block whose events may be delivered now. */
    private long limit(ChainPath path) {
        long limit = path.head().number() - request.confirmations;
        if (request.finality == Finality.SAFE) {
            limit = Math.min(limit, path.safe());
        } else if (request.finality == Finality.FINALIZED) {
            limit = Math.min(limit, path.finalized());
        }
        return end.isPresent() ? Math.min(limit, end.getAsLong()) : limit;
    }

    /** The last block that may be read by number: it is final, or so deep that it counts as final. */
    private long boundary(ChainPath path) {
        return Math.max(path.finalized(), path.head().number() - chain.depth());
    }

    /** Asks for the next blocks; false if there is nothing to ask for now. */
    private boolean plan(ChainPath path) {
        long next = ahead.plannedTo(cursor.number()) + 1;
        if (next > limit(path) || !ahead.hasRoom() || !pending.isEmpty()) {
            return false;
        }
        BlockHeader header = path.at(next);
        if (header != null) {
            ahead.block(header, this::wake);
            return true;
        }
        long last = Math.min(boundary(path), limit(path));
        if (next <= last) {
            int length = holdsAhead ? 1 : reader.rangeLength(); // each block is compared with what is held
            long to = Math.min(Math.min(last, path.base().number() - 1), next + length - 1);
            ahead.range(next, to, this::wake);
            return true;
        }
        if (next < path.base().number()) {
            chain.extendDown(next);
        }
        return false;
    }

    /** What comes back while its removal is on its way would take that one's place in what is kept: a crash would lose it. */
    private boolean comesBackTooSoon(@Nullable Chunk<T> chunk) {
        return request.name != null
                && chunk != null
                && chunk.items().stream().anyMatch(item -> isBeingRemoved(id(item.position())));
    }

    private boolean isBeingRemoved(EventId id) {
        Entry<T> entry = window.get(id);
        return entry != null && entry.state == WindowEntry.State.REMOVED && entry.ordinal > ackLine.through();
    }

    /** What was asked for has been read, or not. */
    private void take(Ask<T> ask, ChainPath path) {
        Throwable failure = ask.failure();
        Chunk<T> chunk = ask.chunk();
        if (!fits(ask, path)) {
            ahead.drop();
        } else if (failure != null) {
            ahead.drop();
            readFailed(ask, failure);
        } else if (chunk != null && !chunk.follows(cursor)) {
            // read by number after the chain was replaced below what is final: is the walk's own block still there?
            ahead.drop();
            verified = null;
            failed(new NotYetThere("block " + ask.from + " does not follow the one before"), ask.from, this::advance);
        } else if (chunk != null) {
            failures = 0;
            trouble.over();
            history.isThere();
            if (ask.header == null) {
                reader.rangeRead(chunk.blocks(), ask.load());
            }
            accept(chunk, path);
            if (ask.header == null) {
                verified(path); // read by number, below what may change
            }
        }
    }

    /** True if it is what comes next on the path as it is now. */
    private boolean fits(Ask<T> ask, ChainPath path) {
        if (ask.from != cursor.number() + 1) {
            return false;
        }
        BlockHeader header = ask.header;
        if (header == null) {
            return ask.to <= boundary(path);
        }
        boolean follows = cursor.hash().equals(Hash.ZERO) || header.parentHash().equals(cursor.hash());
        Hash there = path.hashAt(header.number());
        return follows && there != null && there.equals(header.hash());
    }

    private void readFailed(Ask<T> ask, Throwable failure) {
        if (ask.header == null && reader.rangeFailed(ask.from, ask.to, failure)) {
            return;
        }
        if (ask.header == null && failure instanceof NotYetThere) {
            missing(ask.from, failure);
        } else {
            failed(failure, ask.from, this::advance);
        }
    }

    /** A block is not there that is older than what a node may lack for a while: it may be gone for good. */
    private void missing(long block, Throwable failure) {
        busy = true;
        history.isGone(block, gone -> {
            busy = false;
            if (ended) {
                return;
            }
            if (gone) {
                endWithoutHistory(block, failure);
            } else {
                failed(failure, block, this::advance);
            }
        });
    }

    private void endWithoutHistory(long block, Throwable why) {
        busy = true;
        history.earliest(block, boundary(chain.path()), found -> {
            busy = false;
            endWith(rules.historyUnavailable(block, found, why));
        });
    }

    /** A block's events, or a range's, are known: they are handed over next. */
    private void accept(Chunk<T> chunk, ChainPath path) {
        boolean isFinal = chunk.end().number() <= boundary(path);
        boolean tookBack = false;
        if (holdsAhead) {
            List<Entry<T>> replaced = window.replacedBy(chunk.end());
            retractions.take(replaced, pending);
            tookBack = !replaced.isEmpty();
            holdsAhead = window.holdsAbove(chunk.end().number());
        }
        List<WalkArrival<T>> arrivals = new ArrayList<>(chunk.items().size());
        for (Chunk.Item<T> item : chunk.items()) {
            if (isBehind(item.position())) {
                continue;
            }
            EventId id = id(item.position());
            if (window.isDead(id)) {
                continue; // by an earlier run: its letter tells of it
            }
            if (request.immediate && isHandedThisRun(id)) {
                counters.deduplicated.increment();
                continue;
            }
            if (request.immediate && caughtUp) {
                counters.late.increment();
            }
            arrivals.add(arrival(id, item, caughtUp ? Source.LIVE : Source.BACKFILL, isFinal));
        }
        if (!caughtUp) {
            counters.backfilled.add(arrivals.size());
        }
        counters.sealed.add(chunk.blocks());
        pending.addAll(arrivals);
        cursor = chunk.end();
        window.passed(cursor);
        ledger.passed(cursor);
        if (isFinal) {
            forgetBelow(cursor.number() + 1);
        }
        ackLine.crosses(ordinal, Position.end(cursor.number(), cursor.hash()));
        chain.reached(cursor.number());
        status.read(cursor);
        progressed(path);
        trim(path);
        if (!isFinal && !arrivals.isEmpty() || tookBack) {
            writeThen(this::advance);
        }
    }

    /** True if it was acknowledged by an earlier run, or is before what the subscriber began with. */
    private boolean isBehind(Position position) {
        boolean begun = position.blockNumber() == firstBlock && isUpTo(position, request.after);
        return begun || isUpTo(position, after);
    }

    private static boolean isUpTo(Position position, @Nullable Position last) {
        return last != null && position.blockHash().equals(last.blockHash()) && position.index() <= last.index();
    }

    private boolean isHandedThisRun(EventId id) {
        Entry<T> entry = window.get(id);
        return entry != null && entry.state != WindowEntry.State.REMOVED && entry.ordinal > earlierRuns;
    }

    private WalkArrival<T> arrival(EventId id, Chunk.Item<T> item, Source how, boolean isFinal) {
        Json json = request.needsRaw() ? item.read().json() : null;
        boolean again = window.isHeld(id);
        int occurrence = window.occurrences(id) + (again ? 0 : 1);
        FeedEvent<T> event = new FeedEvent<>(id, item.read().value(), item.position(), occurrence, how, false, json);
        WalkArrival<T> arrival = new WalkArrival<>(++ordinal, event);
        // final history is not remembered, but what an earlier run left there must not be settled under its old ordinal
        if (!isFinal || again) {
            Entry<T> entry = new Entry<>(event, ordinal, WindowEntry.State.DISPATCHED, window.get(id));
            window.put(entry);
            ledger.put(entry);
        }
        return arrival;
    }

    private void progressed(ChainPath path) {
        if (!caughtUp) {
            long target = end.isPresent() ? end.getAsLong() : limit(path);
            FeedProgress now = new FeedProgress(firstBlock, cursor.number() + 1, target, ordinal);
            status.tell(() -> request.progress.accept(now));
        }
    }

    /** Forgets what cannot be taken back any more. */
    private void trim(ChainPath path) {
        long below = boundary(path) + 1;
        below = Math.max(below, cursor.number() - MOST_BLOCKS);
        if (window.isTooLarge()) {
            below = Math.max(below, Math.min(window.upperHalf(ackLine), cursor.number()));
        }
        if (below > window.completeFrom() && below <= cursor.number()) {
            forgetBelow(below);
        }
    }

    private void forgetBelow(long number) {
        ledger.forgetBelow(number, window.forgetBelow(number, ackLine));
        // what is not acknowledged is handed over again after a restart, with the occurrence that it had
        window.stillBelow(number).forEach(ledger::put);
    }

    // ---- going back

    /** The block that the walk stands on has left the path: finds the newest one that has not. */
    private void unwind(ChainPath path) {
        ahead.drop();
        seenRollbacks = path.rollbacks();
        List<BlockMark> passed =
                window.passedUpTo(Math.min(cursor.number(), path.head().number()));
        ancestors.among(passed, path, () -> busy = true, new AncestorSearch.Found() {
            @Override
            public void ancestor(BlockMark block) {
                found(() -> goBackTo(block, path));
            }

            @Override
            public void none() {
                found(() -> noAncestor(path));
            }

            @Override
            public void unknown() {
                busy = false;
                if (!ended) {
                    pause(Walker.this::advance); // finds out again that it stands off the path
                }
            }

            private void found(Runnable then) {
                boolean waited = busy;
                busy = false;
                if (ended) {
                    return;
                }
                failures = 0;
                then.run();
                if (waited) {
                    advance();
                }
            }
        });
    }

    private void noAncestor(ChainPath path) {
        onTheSameChain(() -> {
            if (window.completeFrom() <= firstBlock || ordinal == 0) {
                // everything that was delivered is in the window: whatever lies below, the feed begins with its first
                // block
                rewind(WalkStart.before(firstBlock), path);
            } else {
                tooDeep(Optional.empty(), path);
            }
        });
    }

    private void goBackTo(BlockMark ancestor, ChainPath path) {
        if (ancestor.number() < window.completeFrom() - 1 && ordinal > 0) {
            onTheSameChain(() -> tooDeep(Optional.of(ancestor), path));
        } else {
            rewind(ancestor, path);
        }
    }

    /** Nothing is taken back for a chain that merely has the same id: over HTTP a node can be replaced without a reconnect. */
    private void onTheSameChain(Runnable then) {
        Optional<Hash> before = source.genesis().get();
        if (before.isEmpty()) {
            then.run();
            return;
        }
        busy = true;
        source.reads()
                .ask(
                        Eth.header(BlockRef.number(0)),
                        (found, failure) -> mailbox.post(() -> {
                            busy = false;
                            if (ended) {
                                return;
                            }
                            Hash now = failure == null
                                    ? found.map(BlockHeader::hash).orElse(null)
                                    : null;
                            if (now == null) {
                                pause(this::advance);
                            } else if (now.equals(before.get())) {
                                then.run();
                                advance();
                            } else {
                                long chainId = source.chainId().getAsLong();
                                endWith(new ChainMismatchException(
                                        source.name() + " serves another chain of the same id " + chainId
                                                + ": its genesis block is " + now + ", before it was " + before.get()
                                                + "; was the node's chain replaced?",
                                        source.name(),
                                        chainId,
                                        chainId,
                                        null));
                            }
                        }));
    }

    /** Our view may stand on a branch that is dead: the node itself must deny the newest block that was passed. */
    private void tooDeep(Optional<BlockMark> ancestor, ChainPath path) {
        List<BlockMark> passed =
                window.passedUpTo(Math.min(cursor.number(), path.head().number()));
        // a chain that merely ends lower now was denied for long before the view went back
        if (passed.isEmpty() || ancestor.isPresent() && ancestor.get().equals(passed.get(0))) {
            endOrRewind(ancestor, path);
            return;
        }
        busy = true;
        ancestors.isOnChain(passed.get(0), answer -> {
            busy = false;
            if (ended) {
                return;
            }
            if (answer.orElse(true)) {
                pause(this::advance);
            } else {
                endOrRewind(ancestor, path);
                advance();
            }
        });
    }

    private void endOrRewind(Optional<BlockMark> ancestor, ChainPath path) {
        if (request.deepReorg == ReorgPolicy.REWIND) {
            LOG.warn(
                    "{}: a reorg reaches below block {}, where {} remembers nothing; it goes on from {}",
                    source.name(),
                    window.completeFrom(),
                    request.feed.name(),
                    ancestor.map(mark -> "block " + mark.number()).orElse("its start"));
            rewind(ancestor.orElseGet(() -> WalkStart.before(firstBlock)), path);
            return;
        }
        endWith(new ReorgBeyondWindowException(
                "a reorg reaches below block " + window.completeFrom() + ", the oldest that " + request.feed.name()
                        + " on "
                        + source.name() + " remembers; clear what you derived from later blocks and start again from "
                        + ancestor.map(mark -> "block " + mark.number()).orElse("the beginning")
                        + ", or subscribe with onDeepReorg(REWIND)",
                window.completeFrom(),
                ancestor.map(mark -> Position.end(mark.number(), mark.hash()))));
    }

    /** Takes back what was handed over for blocks above the ancestor, and goes on from there. */
    private void rewind(BlockMark ancestor, ChainPath path) {
        Position back = Position.end(ancestor.number(), ancestor.hash());
        if (request.committing != null) {
            request.committing.rewinds(ordinal, back, ackLine.through());
        }
        settle(); // what has become a letter by now is an orphan of another kind
        List<Entry<T>> orphans = window.orphans(ancestor.number()).stream()
                .filter(entry -> !entry.position().blockHash().equals(path.hashAt(entry.blockNumber())))
                .toList();
        // without an ancestor nothing that is remembered is on the chain: it would mislead the next search
        long common = ancestor.hash().equals(Hash.ZERO) ? -1 : ancestor.number();
        window.forgetPathAbove(common);
        ledger.forgetPathFrom(common + 1);
        if (common < 0) {
            keepStart();
        }
        ackLine.rewind(back, ordinal);
        BlockMark resumed = resume;
        resume = null;
        if (resumed != null && resumed.number() < ancestor.number()) {
            cursor = resumed; // an earlier run was not acknowledged so far
            retractions.take(orphans, pending);
        } else {
            cursor = ancestor;
            window.isCompleteAgainFrom(ancestor.number() + 1);
            after = null;
            retractions.take(orphans, pending);
            ackLine.crosses(ordinal, back);
        }
        ledger.rewound(back, ackLine.through(), ackLine.position());
        status.read(cursor);
        writeThen(this::advance);
    }

    // ---- acknowledgements and durability

    @SuppressWarnings("unchecked") // only this walker's arrivals are in its outlet
    private @Nullable WalkArrival<T> lastAcknowledged() {
        return (WalkArrival<T>) outlet.acknowledged();
    }

    private void settle() {
        ackLine.settle(lastAcknowledged());
        if (deadEvents != null) {
            deadEvents.settle(outlet.dead(ackLine.through()), ackLine.through());
        }
        Runnable awaiting = request.committing == null ? null : request.committing.awaiting(ackLine.through());
        if (awaiting != null) {
            ledger.whenDurable(awaiting);
        }
        if (request.committing != null && request.committing.hasWritten(ackLine.through(), ackLine.position())) {
            ledger.isAcknowledged(ackLine.through(), ackLine.position());
        } else {
            ledger.acknowledged(ackLine.through(), ackLine.position());
        }
        status.acknowledged(ackLine.position());
    }

    /** Keeps acknowledgements durable, one write at a time: those that come meanwhile go into the next. */
    private void flushAcknowledged() {
        if (ledger.isDirty() && !flushing && !busy) {
            flushing = true;
            var unused = ledger.flush()
                    .whenComplete((done, failure) -> mailbox.post(() -> {
                        flushing = false;
                        if (failure != null) {
                            endWith(storeFailure(failure));
                        } else if (ledger.isDirty()) {
                            advance();
                        }
                    }));
        }
    }

    /** Goes on when everything that was collected is durable. */
    private void writeThen(Runnable next) {
        if (!ledger.isDirty()) {
            return; // the caller goes on by itself
        }
        busy = true;
        var unused = ledger.flush()
                .whenComplete((done, failure) -> mailbox.post(() -> {
                    busy = false;
                    if (failure != null) {
                        endWith(storeFailure(failure));
                    } else {
                        next.run();
                    }
                }));
    }

    private BlockchainException storeFailure(Throwable failure) {
        return rules.ofStore(Objects.requireNonNull(Failures.cause(failure)));
    }

    // ---- what is pushed before its block is read

    /** Where logs are to be told that are pushed, if the feed wants them before their block is read. */
    Optional<LogPushes> hints() {
        return request.immediate && request.feed instanceof LogsFeed logs
                ? Optional.of(new LogPushes(logs, codec, request.needsRaw(), this::pushed))
                : Optional.empty();
    }

    private void pushed(Read<Log> hint) {
        mailbox.post(() -> {
            if (!started || ended || busy || !caughtUp) {
                return; // its block will be read
            }
            Log log = hint.value();
            Read<T> read = new Read<>(request.feed.type().cast(log), hint.json());
            if (!reader.delivers(read.value())) {
                return;
            }
            Position at = new Position(log.blockNumber(), log.blockHash(), log.logIndex());
            EventId id = id(at);
            long last = Math.min(cursor.number() + MOST_AHEAD, end.orElse(Long.MAX_VALUE));
            boolean isNext = log.blockNumber() > cursor.number() && log.blockNumber() <= last;
            if (window.isHeld(id) || isBehind(at)) {
                counters.deduplicated.increment();
            } else if (isNext && pending.isEmpty() && !(request.name != null && isBeingRemoved(id))) {
                holdsAhead = true;
                chain.reached(log.blockNumber());
                pending.add(arrival(id, new Chunk.Item<>(at, read), Source.LIVE, false));
                writeThen(this::advance);
                advance();
            }
        });
    }

    // ---- status and end

    private void updateStatus() {
        ChainPath path = chain.path();
        OptionalLong target = chain.liveTarget();
        boolean level = !path.isEmpty() && cursor.number() >= limit(path) && pending.isEmpty();
        boolean tagged = request.finality == Finality.LATEST || !path.isEmpty() && limit(path) >= 0;
        boolean reached = !path.isEmpty()
                && tagged
                && target.isPresent()
                && cursor.number() >= Math.min(limit(path), target.getAsLong());
        if (level && target.isPresent()) {
            caughtUp = true;
        } else if (target.isEmpty()) {
            caughtUp = false;
        }
        status.update(reached && pending.isEmpty(), level, !pending.isEmpty() || outlet.failingSince() != null);
    }

    private void finishIfDone() {
        boolean atEnd =
                end.isPresent() && resume == null && cursor.number() >= end.getAsLong() && pending.isEmpty() && !busy;
        if (!atEnd) {
            return;
        }
        if (outlet.isIdle() && (replays == null || replays.isIdle())) {
            finish(SubscriptionState.COMPLETED, null);
        } else {
            outlet.flush();
        }
    }

    /** Something failed: tries again after a pause, unless that cannot help. */
    private void failed(Throwable failure, long block, Runnable again) {
        BlockchainException forGood = rules.lasting(failure, block, failures);
        if (forGood instanceof HistoryUnavailableException
                && started
                && !chain.path().isEmpty()) {
            endWithoutHistory(block, failure);
            return;
        }
        if (forGood != null) {
            endWith(forGood);
            return;
        }
        trouble.failed(failure, block);
        pause(again);
    }

    private void pause(Runnable again) {
        pausing = true;
        Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(failures, 10));
        Duration pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
        failures++;
        runtime.timer()
                .schedule(
                        pause,
                        () -> mailbox.post(() -> {
                            pausing = false;
                            if (!ended) {
                                again.run();
                            }
                        }));
    }

    @Override
    public void drain() {
        mailbox.post(() -> {
            if (ended) {
                return;
            }
            draining = true;
            ahead.drop();
            pending.clear(); // of a named feed the next run hands it over
            endWhenDrained();
        });
    }

    private void endWhenDrained() {
        if (!started || !outlet.isPushed() || outlet.isIdle()) {
            finish(SubscriptionState.CLOSED, null);
        } else {
            outlet.flush();
            flushAcknowledged();
        }
    }

    @Override
    public void close() {
        mailbox.post(() -> finish(SubscriptionState.CLOSED, null));
    }

    @Override
    public void fail(BlockchainException failure) {
        mailbox.post(() -> endWith(failure));
    }

    private void endWith(BlockchainException failure) {
        finish(SubscriptionState.FAILED, failure);
    }

    private void finish(SubscriptionState state, @Nullable BlockchainException failure) {
        if (ended) {
            return;
        }
        settle();
        ended = true;
        if (request.finality != Finality.LATEST) {
            chain.watchFinality(false);
        }
        ahead.drop();
        pending.clear();
        reader.close();
        CompletableFuture<Void> returned = outlet.stop();
        if (failure != null) {
            status.ended(state, failure);
        }
        if (request.name == null || draining) {
            leave(state, failure);
            return;
        }
        // what is being received may still be acknowledged
        CompletableFuture<Void> waited = new CompletableFuture<>();
        Timer.Scheduled patience = runtime.timer().schedule(drainTime, () -> waited.complete(null));
        var unusedReturn = returned.whenComplete((done, ignored) -> waited.complete(null));
        var unused = waited.whenComplete((done, ignored) -> {
            patience.cancel();
            mailbox.post(() -> leave(state, failure));
        });
    }

    /** Writes what is left. Nobody is told of a good end before that is durable, nor may begin again under the same name. */
    private void leave(SubscriptionState state, @Nullable BlockchainException failure) {
        settle();
        var unused = ledger.close()
                .whenComplete((done, unwritten) -> mailbox.post(() -> {
                    if (failure != null) {
                        left(SubscriptionState.FAILED, failure);
                    } else if (unwritten != null) {
                        left(SubscriptionState.FAILED, storeFailure(unwritten));
                    } else {
                        left(state, null);
                    }
                }));
    }

    private void left(SubscriptionState state, @Nullable BlockchainException failure) {
        status.ended(state, failure);
        desk.closes(failure);
        if (failure != null) {
            outlet.fail(failure);
        } else {
            outlet.close();
        }
        onEnd.accept(this);
        // last: who begins meanwhile finds the chain still followed, or follows it anew
        chain.remove(chainChanged);
    }
}
