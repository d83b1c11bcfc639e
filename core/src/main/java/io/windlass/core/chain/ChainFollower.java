package io.windlass.core.chain;

import io.windlass.BlockHeader;
import io.windlass.BlockRef;
import io.windlass.Call;
import io.windlass.Eth;
import io.windlass.core.runtime.EngineRuntime;
import io.windlass.core.runtime.Mailbox;
import io.windlass.core.runtime.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a {@link ChainView} level with a chain: takes in what is announced, reads what is missing, polls where nothing is
 * announced, and tells its listeners when the path has changed. One for all feeds of a connection or network; it works while
 * it has listeners. Thread-safe: everything happens in its mailbox.
 */
public final class ChainFollower {
    private static final Logger LOG = LoggerFactory.getLogger(ChainFollower.class);

    /** After so many heads the final block is asked for again, unless somebody waits for it. */
    private static final int HEADS_PER_FINALITY = 16;

    /** A chain whose blocks are slow must deny one for so many of them. */
    private static final int BLOCKS_OF_ABSENCE = 3;

    /** A rollback that feeds cannot take back is believed only after so many times the usual absence. */
    private static final int TIMES_FOR_A_DEEP_ONE = 6;

    private final String name;
    private final ChainReads reads;
    private final EngineRuntime runtime;
    private final FollowSettings settings;
    private final Mailbox mailbox = new Mailbox();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final AtomicInteger finalityWatchers = new AtomicInteger();

    private volatile ChainPath path = ChainPath.empty();
    private volatile OptionalLong liveTarget = OptionalLong.empty();
    private volatile boolean announces;
    private volatile boolean polls;

    // only in the mailbox
    private final ChainView view;
    private final Ancestry ancestry;
    private final Contest contest;
    private final Absence absence;
    private Timer.@Nullable Scheduled tick;
    private long ticks;
    private boolean running;
    private boolean heardSinceTick;
    private boolean pollsMeanwhile;
    private boolean refreshing;
    private OptionalLong lastRead = OptionalLong.empty();
    private boolean askingAgain;
    private boolean extending;
    private int vain;
    private boolean leapt;
    private final List<Runnable> refreshAgain = new ArrayList<>();
    private int headsSinceFinality = HEADS_PER_FINALITY;
    private long connects;
    private long epoch;
    private long rollbacks;
    private final Tags tags = new Tags();

    /** A follower that begins with its first listener. */
    public ChainFollower(String name, ChainReads reads, EngineRuntime runtime, FollowSettings settings) {
        this.name = name;
        this.reads = reads;
        this.runtime = runtime;
        this.settings = settings;
        this.view = new ChainView(settings.depth());
        this.ancestry = new Ancestry(reads, runtime.timer(), mailbox, settings.depth());
        this.contest = new Contest(runtime.ticker());
        this.absence = new Absence(runtime.ticker());
    }

    /** The path as it is now. */
    public ChainPath path() {
        return path;
    }

    /** How many blocks below the head may still change, where the chain does not say what is final. */
    public int depth() {
        return settings.depth();
    }

    /**
     * The head that was read after the present subscription was confirmed: who has come so far is live. Empty while nobody
     * announces heads, or none was read yet.
     */
    public OptionalLong liveTarget() {
        return liveTarget;
    }

    /** Begins to tell of changes; the listener must not block. */
    public void add(Runnable listener) {
        listeners.add(listener);
        mailbox.post(() -> {
            if (!running) {
                running = true;
                schedule();
            }
        });
    }

    /** Ends telling; with the last listener the follower rests. */
    public void remove(Runnable listener) {
        listeners.remove(listener);
        mailbox.post(() -> {
            if (listeners.isEmpty() && running) {
                running = false;
                announces = false;
                pollsMeanwhile = false;
                connects++;
                liveTarget = OptionalLong.empty(); // the path grows old
                ticks++;
                if (tick != null) {
                    tick.cancel();
                }
                ancestry.stop();
                extending = false;
            }
        });
    }

    /** True while somebody listens. */
    public boolean isFollowed() {
        return !listeners.isEmpty();
    }

    /** Somebody needs {@link ChainPath#safe()} or {@link ChainPath#finalized()} with every head. */
    public void watchFinality(boolean on) {
        finalityWatchers.addAndGet(on ? 1 : -1);
    }

    /** Heads are announced from now on, over a new link: the head is read once more, so that none is missed between. */
    public void connected() {
        mailbox.post(() -> {
            if (!running) {
                return; // nobody is left whom it was for
            }
            announces = true;
            pollsMeanwhile = false;
            long connect = ++connects;
            readLatest(() -> {
                if (connect == connects && lastRead.isPresent()) {
                    liveTarget = lastRead;
                    tell();
                }
            });
        });
    }

    /** Nobody will announce heads: they are polled, and who has come as far as the last poll is live. */
    public void polls() {
        mailbox.post(() -> {
            polls = true;
            onTick();
        });
    }

    /** Until heads are announced they are polled, and who has come as far as the last poll is live. */
    public void pollsMeanwhile() {
        mailbox.post(() -> {
            if (running && !announces) {
                pollsMeanwhile = true;
                onTick();
            }
        });
    }

    /** Nobody announces heads any more. */
    public void disconnected() {
        mailbox.post(() -> {
            boolean announced = announces;
            announces = false;
            connects++;
            liveTarget = OptionalLong.empty();
            if (running && announced && tick != null) {
                tick.cancel(); // a silence is longer than it takes until the next poll
                schedule();
            }
            tell();
        });
    }

    /** A head was announced. */
    public void announced(BlockHeader header) {
        mailbox.post(() -> {
            heardSinceTick = true;
            take(header, false);
        });
    }

    /** Reads the head now; completes in the mailbox when it was taken in, or could not be read. */
    public CompletableFuture<Void> refresh() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        mailbox.post(() -> readLatest(() -> done.complete(null)));
        return done;
    }

    /** A feed has been as far as this block: if the node denies it for long, the chain was rolled back. */
    public void reached(long number) {
        mailbox.post(() -> absence.reached(number));
    }

    /** Makes the path reach down to this number, as far as the depth allows; listeners are told when it does. */
    public void extendDown(long number) {
        mailbox.post(() -> {
            if (!view.isEmpty() && view.base().number() > number && !extending) {
                extending = true;
                ancestry.below(view.base(), number, below -> {
                    extending = false;
                    List<BlockHeader> found = below.orElse(List.of());
                    if (!found.isEmpty()
                            && !view.isEmpty()
                            && view.base().parentHash().equals(found.get(0).hash())) {
                        vain = 0;
                        view.prepend(found);
                        publish();
                    } else {
                        if (below.isEmpty()) {
                            couldNotExtend();
                        }
                        tell(); // who needs it asks again
                    }
                });
            }
        });
    }

    /** It is tried again for as long as somebody needs it, each time for seconds; said at first, and then ever more seldom. */
    private void couldNotExtend() {
        BlockHeader orphan = ancestry.orphan();
        boolean isOurs = orphan != null
                && !view.isEmpty()
                && orphan.number() <= view.base().number();
        if (isOurs && Integer.bitCount(++vain) == 1) {
            LOG.warn(
                    "{}: the headers below block {} cannot be read, so that feeds that need them wait: there is no"
                            + " parent of {}; it goes on trying",
                    name,
                    view.base().number(),
                    orphan);
        }
    }

    private void schedule() {
        long mine = ++ticks; // one that is due already cannot be cancelled any more
        tick = runtime.timer()
                .schedule(
                        announces ? settings.silence() : settings.pollInterval(),
                        () -> mailbox.post(() -> {
                            if (running && mine == ticks) {
                                schedule();
                                onTick();
                            }
                        }));
    }

    private void onTick() {
        boolean silent = !heardSinceTick;
        heardSinceTick = false;
        if (!announces || silent || liveTarget.isEmpty()) {
            if (finalityWatchers.get() > 0 && !view.isEmpty()) {
                readFinality(); // what is final grows without a new head, too
            }
            readLatest(() -> {
                if (running && (polls || pollsMeanwhile || announces) && lastRead.isPresent()) {
                    liveTarget = lastRead;
                }
                tell();
            });
        }
    }

    private void readLatest(Runnable then) {
        if (refreshing) {
            refreshAgain.add(then);
            return;
        }
        refreshing = true;
        reads.ask(
                Eth.header(BlockRef.latest()),
                (found, failure) -> mailbox.post(() -> {
                    refreshing = false;
                    lastRead = OptionalLong.empty();
                    if (failure == null) {
                        found.ifPresent(header -> {
                            lastRead = OptionalLong.of(header.number());
                            take(header, true);
                        });
                    } else {
                        LOG.debug("{}: the head could not be read", name, failure);
                    }
                    then.run();
                    List<Runnable> waiting = List.copyOf(refreshAgain);
                    refreshAgain.clear();
                    if (!waiting.isEmpty()) {
                        readLatest(() -> waiting.forEach(Runnable::run));
                    }
                }));
    }

    /** Takes a header in; {@code isHead} if the node holds it for its head now. */
    private void take(BlockHeader header, boolean isHead) {
        switch (view.accept(header)) {
            case EXTENDS -> headChanged();
            case OVERTAKES -> overtakes(header, isHead);
            case CONTESTS -> contested(header, isHead);
            case KNOWN -> {
                if (isHead) {
                    known(header);
                }
            }
            case UNLINKED -> link(header, isHead);
            case OLD -> {
                if (isHead) {
                    checkAbsence(header);
                } else {
                    askAgain(); // late, or of a chain that went far back
                }
            }
            case MALFORMED -> LOG.warn("{}: block {} does not follow the parent it names; left out", name, header);
        }
    }

    /** A branch that is higher. An announcement of it may be old: it takes over when the node says that it is there now. */
    private void overtakes(BlockHeader header, boolean isHead) {
        if (isHead) {
            switchTo(header);
        } else {
            readLatest(() -> {
                if (header.number() > view.head().number()) {
                    askAgain();
                }
            });
        }
    }

    private void known(BlockHeader header) {
        contest.settled();
        checkAbsence(header);
    }

    /** A branch that is not higher: it takes over if the node still holds it after about a block's time. */
    private void contested(BlockHeader header, boolean isHead) {
        // an announcement may be late or double: only what the node calls its head now lasts
        if (isHead && contest.lasts(header)) {
            switchTo(header);
        } else {
            askAgain();
        }
    }

    private void askAgain() {
        if (!askingAgain) {
            askingAgain = true;
            runtime.timer()
                    .schedule(
                            contest.patience(),
                            () -> mailbox.post(() -> {
                                askingAgain = false;
                                if (running) {
                                    readLatest(() -> {});
                                }
                            }));
        }
    }

    private void switchTo(BlockHeader tip) {
        LOG.debug("{}: leaves the branch of {} for that of {}", name, view.head(), tip);
        if (view.switchTo(tip.hash()) < view.base().number() - 1) {
            epoch++; // blocks have changed that the path does not reach
        }
        contest.settled();
        headChanged();
    }

    /** The node's head is known and lower, or older than all we hold. Lag, unless all deny our head for long. */
    private void checkAbsence(BlockHeader latest) {
        long ours = Math.max(view.head().number(), absence.highest());
        if (latest.number() >= ours) {
            absence.present();
            return;
        }
        var unused = reads.highestHead()
                .whenComplete((found, failure) -> mailbox.post(() -> {
                    if (failure == null && !view.isEmpty()) {
                        found.ifPresent(head -> {
                            if (head.number() >= ours) {
                                absence.present();
                                take(head, true);
                            } else {
                                absence.lasts(ours, head, enoughFor(ours, head))
                                        .ifPresent(end -> rolledBack(ours, end));
                            }
                        });
                    }
                }));
    }

    /** For how long all must deny that the chain goes further than this head. */
    private Duration enoughFor(long ours, BlockHeader head) {
        Duration blocks = contest.patience().multipliedBy(BLOCKS_OF_ABSENCE);
        Duration enough = blocks.compareTo(settings.absence()) > 0 ? blocks : settings.absence();
        boolean isDeep = head.number() < Math.max(tags.finalizedNumber(), ours - settings.depth());
        return isDeep && !leapt ? enough.multipliedBy(TIMES_FOR_A_DEEP_ONE) : enough;
    }

    /** A machine that catches up from far behind denies what it does not have yet: that says nothing. */
    private void askUnlessSyncing(Call<Optional<BlockHeader>> call, Consumer<Optional<BlockHeader>> then) {
        var unused = reads.unlessSyncing(call)
                .whenComplete((found, failure) -> mailbox.post(() -> {
                    if (failure == null && !view.isEmpty()) {
                        found.ifPresent(then);
                    }
                }));
    }

    private void rolledBack(long from, BlockHeader to) {
        LOG.warn("{}: the chain was rolled back from block {} to {}", name, from, to.number());
        absence.rolledBack(to.number());
        rollbacks++;
        if (view.isCanonical(to)) {
            view.truncate(to.number());
            publish();
        } else {
            beginAnew(to);
        }
    }

    private void link(BlockHeader header, boolean isHead) {
        if (header.number() - view.head().number() > settings.depth()) {
            if (isHead) {
                beginAnew(header);
                leapt = true; // nothing has come after it yet
            } else {
                overtakes(header, false);
            }
            return;
        }
        long asked = runtime.ticker().nanos();
        ancestry.between(header, view, found -> {
            if (found.isEmpty()) {
                return; // could not be read now; the next head asks again
            }
            List<BlockHeader> branch = found.get();
            BlockHeader lowest = branch.isEmpty() ? header : branch.get(branch.size() - 1);
            // the node may have left this branch while its blocks were read
            boolean late = runtime.ticker().nanos() - asked > contest.patience().toNanos();
            if (!view.holds(lowest.parentHash())) {
                unlinked(header, isHead, late);
            } else if (!late && lowest.parentHash().equals(view.head().hash())) {
                for (int i = branch.size() - 1; i >= 0; i--) {
                    take(branch.get(i), false);
                }
                take(header, isHead);
            } else {
                for (int i = branch.size() - 1; i >= 0; i--) {
                    view.hold(branch.get(i));
                }
                // a branch that is higher takes over when the node says once more that it is there
                take(header, isHead && !late && header.number() <= view.head().number());
            }
        });
    }

    /** All ancestors that may be read were read, and none is held. */
    private void unlinked(BlockHeader header, boolean isHead, boolean late) {
        boolean isHigher = header.number() > view.head().number();
        if (!isHead && isHigher) {
            overtakes(header, false);
        } else if (isHigher && !late || isHead && contest.lasts(header)) {
            beginAnew(header);
        } else if (isHigher) {
            askUnlessSyncing(Eth.header(BlockRef.number(header.number())), there -> {
                if (there.isPresent() && there.get().hash().equals(header.hash()) && !view.holds(header.hash())) {
                    beginAnew(header);
                } else {
                    askAgain();
                }
            });
        } else {
            askAgain();
        }
    }

    /** The path and this header have nothing in common that is held. */
    private void beginAnew(BlockHeader header) {
        LOG.debug("{}: begins anew at {}, before it was at {}", name, header, view.head());
        view.replace(header);
        tags.forget();
        headsSinceFinality = HEADS_PER_FINALITY;
        epoch++;
        contest.settled();
        headChanged();
    }

    private void headChanged() {
        leapt = false;
        contest.arrived();
        absence.present();
        publish();
        headsSinceFinality++;
        if (headsSinceFinality >= HEADS_PER_FINALITY || finalityWatchers.get() > 0) {
            headsSinceFinality = 0;
            readFinality();
        }
    }

    private void readFinality() {
        readTag(BlockRef.finalized(), tags::finalized);
        if (finalityWatchers.get() > 0) {
            readTag(BlockRef.safe(), tags::safe);
        }
    }

    private void readTag(BlockRef tag, Consumer<BlockHeader> then) {
        reads.ask(
                Eth.header(tag),
                (found, failure) -> mailbox.post(() -> {
                    if (failure == null && found.isPresent() && !view.isEmpty()) {
                        tagged(found.get(), then);
                    }
                }));
    }

    /** A block counts as safe or final only if it is one of ours: the node may follow another branch, or be ahead. */
    private void tagged(BlockHeader header, Consumer<BlockHeader> then) {
        if (view.isCanonical(header) || header.number() < view.base().number()) {
            then.accept(header);
            publish();
        } else {
            readLatest(() -> {});
        }
    }

    private void publish() {
        path = pathNow();
        if (tags.contradicted(path)) {
            headsSinceFinality = HEADS_PER_FINALITY;
            path = pathNow();
        }
        tell();
    }

    private ChainPath pathNow() {
        return new ChainPath(view.path(), epoch, rollbacks, tags.finalizedNumber(), tags.safeNumber());
    }

    private void tell() {
        listeners.forEach(Runnable::run);
    }
}
