package io.windlass.core.feed;

import io.windlass.ChainEvent.Source;
import io.windlass.DeadLetter;
import io.windlass.DeadLetter.State;
import io.windlass.DecodeException;
import io.windlass.Position;
import io.windlass.core.feed.read.Read;
import io.windlass.core.runtime.Mailbox;
import io.windlass.core.runtime.Timer;
import io.windlass.spi.BlockMark;
import io.windlass.spi.Codec;
import io.windlass.spi.FeedLease;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands dead letters over again, in the order of their ids, between the events of the walk: one whose block is on the chain, or,
 * if it tells of a removal, is not. One whose block the walk has not come to is put aside, and others go on. Little but their ids
 * is held of those that have to wait. Used in the walker's mailbox.
 */
final class Replays<T> {
    private static final Logger LOG = LoggerFactory.getLogger(Replays.class);
    private static final int LOADED_AT_ONCE = 32;
    private static final int MOST_IN_FLIGHT = 64;

    /** So many letters may wait for the walk to come to their blocks while others are replayed. */
    private static final int MOST_PUT_ASIDE = 1_024;

    private static final Duration ASK_AGAIN_AFTER = Duration.ofSeconds(1);

    private final FeedRequest<T> request;
    private final Codec codec;
    private final Outlet<T> outlet;
    private final Ledger<T> ledger;
    private final ChainPosition chain;
    private final LongSupplier ordinals;
    private final LongConsumer vanished;
    private final Journal journal;
    private final Mailbox mailbox;
    private final Timer timer;
    private final Runnable wake;
    private final Consumer<Throwable> failed;

    private final TreeSet<Long> queue = new TreeSet<>();
    private final Deque<DeadLetter> loaded = new ArrayDeque<>();
    private final TreeMap<Long, DeadLetter> inFlight = new TreeMap<>();

    /** Something was asked for: nothing can be said about the next letter before it has come. */
    private boolean asking;

    /**
     * Replays of one feed.
     *
     * @param ordinals gives each hand-over its number
     * @param vanished told of each hand-over that nobody is to acknowledge any more
     * @param journal where letters are read from
     * @param wake has {@link #step} called again
     * @param failed told if the store fails
     */
    Replays(
            FeedRequest<T> request,
            Codec codec,
            Outlet<T> outlet,
            Ledger<T> ledger,
            ChainPosition chain,
            LongSupplier ordinals,
            LongConsumer vanished,
            Journal journal,
            Mailbox mailbox,
            Timer timer,
            Runnable wake,
            Consumer<Throwable> failed) {
        this.request = request;
        this.codec = codec;
        this.outlet = outlet;
        this.ledger = ledger;
        this.chain = chain;
        this.ordinals = ordinals;
        this.vanished = vanished;
        this.journal = journal;
        this.mailbox = mailbox;
        this.timer = timer;
        this.wake = wake;
        this.failed = failed;
    }

    /** Letters that are durably requeued. */
    void add(Collection<Long> ids) {
        for (long id : ids) {
            if (inFlight.values().stream().noneMatch(letter -> letter.id() == id)
                    && loaded.stream().noneMatch(letter -> letter.id() == id)) {
                queue.add(id);
            }
        }
    }

    /** True if nothing is to be replayed, nor being replayed. */
    boolean isIdle() {
        return queue.isEmpty() && loaded.isEmpty() && inFlight.isEmpty();
    }

    /** Hands over what is next, if that can be done now; false if there is nothing to do. The walk stands on the chain. */
    boolean step() {
        if (asking || inFlight.size() >= MOST_IN_FLIGHT) {
            return false;
        }
        for (DeadLetter next : loaded) {
            Optional<Position> at = next.position();
            if (at.isEmpty()) {
                return settle(next, true);
            }
            switch (chain.has(at.get())) {
                case YES -> {
                    return settle(next, true);
                }
                case NO -> {
                    return settle(next, false);
                }
                case ASK_THE_NODE -> {
                    asking = true;
                    ask(next);
                    return false;
                }
                case LATER -> {
                    return false;
                }
                case AHEAD -> {
                    // a removal needs no walk, as long as what it takes back is not there again; others are put aside
                    if (next.removed() && !chain.mayReturn(next.event(), at.get())) {
                        return settle(next, false);
                    }
                    if (chain.isBeyondTheEnd(at.get())) {
                        loaded.remove(next); // stays requeued for a run that goes so far: this one would never end
                        return true;
                    }
                }
            }
        }
        if (loaded.size() < MOST_PUT_ASIDE) {
            load();
        }
        return false;
    }

    private void load() {
        if (queue.isEmpty()) {
            return;
        }
        asking = true;
        List<Long> ids = queue.stream().limit(LOADED_AT_ONCE).toList();
        var unused = journal.read(lease -> letters(lease, ids))
                .whenComplete((found, failure) -> mailbox.post(() -> {
                    asking = false;
                    if (failure != null) {
                        failed.accept(failure);
                        return;
                    }
                    for (DeadLetter letter : found) {
                        if (queue.contains(letter.id()) && letter.state() == State.REQUEUED) {
                            loaded.add(letter);
                        }
                    }
                    ids.forEach(queue::remove);
                    wake.run();
                }));
    }

    private static List<DeadLetter> letters(FeedLease lease, List<Long> ids) {
        List<DeadLetter> found = new ArrayList<>(ids.size());
        for (long id : ids) {
            lease.letter(id).ifPresent(found::add);
        }
        return found;
    }

    private void ask(DeadLetter letter) {
        Position at = letter.position().orElseThrow();
        chain.ask(new BlockMark(at.blockNumber(), at.blockHash()), answer -> {
            if (answer.isEmpty()) {
                timer.schedule(
                        ASK_AGAIN_AFTER,
                        () -> mailbox.post(() -> {
                            asking = false;
                            wake.run();
                        }));
                return;
            }
            asking = false;
            wake.run();
        });
    }

    /** False if there is no room for it. */
    private boolean settle(DeadLetter letter, boolean onChain) {
        if (onChain == letter.removed()) {
            loaded.remove(letter);
            ledger.letterState(letter.id(), State.RETRACTED);
            return true;
        }
        T value;
        try {
            value = Read.value(request.feed.decoder(), codec, letter.payload());
        } catch (DecodeException e) {
            LOG.warn(
                    "Dead letter {} of '{}' cannot be replayed: its payload is not understood",
                    letter.id(),
                    request.name,
                    e);
            loaded.remove(letter);
            ledger.letterState(letter.id(), State.DEAD);
            return true;
        }
        FeedEvent<T> event = new FeedEvent<>(
                letter.event(),
                value,
                letter.position().orElse(null),
                letter.occurrence(),
                Source.BACKFILL,
                letter.removed(),
                letter.payload());
        WalkArrival<T> arrival = WalkArrival.replayOf(letter.id(), ordinals.getAsLong(), event);
        if (!outlet.offer(arrival)) {
            return false;
        }
        loaded.remove(letter);
        inFlight.put(arrival.ordinal(), letter);
        return true;
    }

    /** The letter that was handed over with this ordinal, which ends its replay; null if it is not wanted any more. */
    @Nullable
    DeadLetter ended(long ordinal) {
        return inFlight.remove(ordinal);
    }

    /** Ends the replays that are acknowledged: all up to this ordinal, but for those that {@link #ended} before. */
    List<DeadLetter> acknowledged(long through) {
        SortedMap<Long, DeadLetter> settled = inFlight.headMap(through, true);
        List<DeadLetter> letters = List.copyOf(settled.values());
        settled.clear();
        return letters;
    }

    /** A letter is not to be replayed, or no longer; an attempt that runs goes on. */
    void drop(long id) {
        queue.remove(id);
        loaded.removeIf(letter -> letter.id() == id);
        inFlight.entrySet().stream()
                .filter(flight -> flight.getValue().id() == id)
                .mapToLong(flight -> flight.getKey())
                .findFirst()
                .ifPresent(ordinal -> {
                    inFlight.remove(ordinal);
                    var unused = outlet.withdraw(arrival -> arrival.ordinal() == ordinal);
                    vanished.accept(ordinal);
                });
    }
}
