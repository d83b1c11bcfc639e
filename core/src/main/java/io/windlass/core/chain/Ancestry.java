package io.windlass.core.chain;

import io.windlass.BlockHeader;
import io.windlass.BlockRef;
import io.windlass.Eth;
import io.windlass.Hash;
import io.windlass.core.runtime.Mailbox;
import io.windlass.core.runtime.Timer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads the ancestors of a header. Numbers are read ahead, many at once, and only tried: what counts is that each header is
 * named by the parent hash of the one above it. What does not fit is read by hash. One reading at a time, the others wait; one
 * whose block is not there rests meanwhile and lets them go on. Used in the follower's mailbox.
 */
final class Ancestry {
    private static final int ATTEMPTS = 6;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final int AT_ONCE = 64;

    /** What is only guessed at is not waited for as long as a call may take: one reply that never comes would hold up all. */
    private static final Duration GUESSING = Duration.ofSeconds(2);

    private final ChainReads reads;
    private final Timer timer;
    private final Mailbox mailbox;
    private final int depth;
    private final Deque<Reading> waiting = new ArrayDeque<>();
    private final Set<Reading> resting = new HashSet<>();
    private @Nullable Reading present;

    Ancestry(ChainReads reads, Timer timer, Mailbox mailbox, int depth) {
        this.reads = reads;
        this.timer = timer;
        this.mailbox = mailbox;
        this.depth = depth;
    }

    /**
     * Reads from the header's parent down to a block whose parent the view holds, or so far that there cannot be one.
     *
     * @param then told the headers, the highest first; nothing if they could not be read
     */
    void between(BlockHeader header, ChainView view, Consumer<Optional<List<BlockHeader>>> then) {
        long lowest = Math.max(0, header.number() - depth);
        long guess = view.head().number() + 1;
        begin(new Reading(header, lowest, Math.max(lowest, guess), low -> view.holds(low.parentHash()), then));
    }

    /** Reads from the header's parent down to this number, or as far as the depth allows. */
    void below(BlockHeader header, long number, Consumer<Optional<List<BlockHeader>>> then) {
        long lowest = Math.max(Math.max(0, number), header.number() - depth);
        begin(new Reading(header, lowest, lowest, low -> false, then));
    }

    /** Gives up what is being read. */
    void stop() {
        waiting.clear();
        resting.clear();
        present = null;
    }

    private void begin(Reading reading) {
        if (present != null) {
            if (waiting.size() == 2 * AT_ONCE) {
                waiting.removeFirst(); // a later head leads to the same ancestors
            }
            waiting.add(reading);
        } else {
            present = reading;
            reading.start();
        }
    }

    /** The present reading has ended, or rests. */
    private void next() {
        Reading next = present == null ? waiting.poll() : null;
        if (next != null) {
            present = next;
            next.start();
        }
    }

    private final class Reading {
        private final BlockHeader top;
        private final long lowest;
        private final long guess;
        private final Predicate<BlockHeader> linked;
        private final Consumer<Optional<List<BlockHeader>>> then;
        private final List<BlockHeader> found = new ArrayList<>();
        private final Map<Hash, BlockHeader> near = new HashMap<>();
        private int attempts;
        private boolean guessing;

        Reading(
                BlockHeader top,
                long lowest,
                long guess,
                Predicate<BlockHeader> linked,
                Consumer<Optional<List<BlockHeader>>> then) {
            this.top = top;
            this.lowest = lowest;
            this.guess = guess;
            this.linked = linked;
            this.then = then;
        }

        void start() {
            if (linked.test(top)) {
                finish(Optional.of(List.of())); // it was linked while this waited
                return;
            }
            if (found.isEmpty() && attempts == 0) {
                ahead(top.number() - 1);
            } else {
                walk();
            }
        }

        /** Reads a few numbers at once, the highest first; each is only a guess. */
        private void ahead(long from) {
            long to = Math.max(guess, from - AT_ONCE + 1);
            if (from - to < 1) {
                walk();
                return;
            }
            guessing = true;
            List<CompletableFuture<?>> all = new ArrayList<>();
            for (long number = from; number >= to; number--) {
                all.add(reads.call(Eth.header(BlockRef.number(number))).handle((header, failure) -> {
                    Optional<BlockHeader> got = failure == null ? header : Optional.empty();
                    mailbox.post(() -> got.ifPresent(h -> near.put(h.hash(), h)));
                    return got;
                }));
            }
            Timer.Scheduled enough = timer.schedule(GUESSING, () -> mailbox.post(this::guessed));
            var unused = CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                    .whenComplete((done, never) -> mailbox.post(() -> {
                        enough.cancel();
                        guessed();
                    }));
        }

        private void guessed() {
            if (guessing) {
                guessing = false;
                walk();
            }
        }

        private BlockHeader low() {
            return found.isEmpty() ? top : found.get(found.size() - 1);
        }

        private void walk() {
            if (present != this) {
                return;
            }
            while (!linked.test(low()) && low().number() > lowest) {
                BlockHeader parent = near.remove(low().parentHash());
                if (parent == null) {
                    readParent();
                    return;
                }
                if (parent.number() != low().number() - 1) {
                    finish(Optional.empty());
                    return;
                }
                found.add(parent);
                attempts = 0;
            }
            finish(Optional.of(found));
        }

        private void readParent() {
            Hash wanted = low().parentHash();
            var unused = reads.inquiry()
                    .find(Eth.header(BlockRef.hash(wanted)))
                    .whenComplete((header, failure) -> mailbox.post(() -> {
                        if (present != this) {
                            return;
                        }
                        BlockHeader parent = failure == null ? header.orElse(null) : null;
                        if (parent != null && parent.hash().equals(wanted)) {
                            near.put(wanted, parent);
                            walk();
                        } else if (++attempts < ATTEMPTS && resting.size() < 2 * AT_ONCE) {
                            rest();
                        } else {
                            finish(Optional.empty());
                        }
                    }));
        }

        private void rest() {
            present = null;
            resting.add(this);
            timer.schedule(
                    FIRST_PAUSE.multipliedBy(1L << attempts),
                    () -> mailbox.post(() -> {
                        if (resting.remove(this)) {
                            begin(this);
                        }
                    }));
            next();
        }

        private void finish(Optional<List<BlockHeader>> result) {
            present = null;
            then.accept(result);
            next();
        }
    }
}
