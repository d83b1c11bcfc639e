package io.windlass.testkit;

import io.windlass.Hash;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The chain and its subscribers behind one lock: a block is in the chain before anybody is told of it, and notifications
 * leave in the order of the chain. Thread-safe.
 */
final class Node {
    private Chain chain;
    private final List<Backend> backends = new ArrayList<>();
    private int asked;
    private final Subscriptions subscriptions = new Subscriptions();
    private final Map<String, LongAdder> requests = new ConcurrentHashMap<>();
    private final InstantSource clock;
    private boolean ticking;

    Node(Chain chain, InstantSource clock) {
        this.chain = chain;
        this.clock = clock;
    }

    /** Whether blocks bear the clock's time, because a timer mines, or the regular one. */
    synchronized void ticking(boolean value) {
        ticking = value;
    }

    synchronized DevBlock mine() {
        DevBlock block = append();
        announcePending(block);
        subscriptions.logs(block, false);
        subscriptions.head(block);
        return block;
    }

    synchronized List<DevBlock> reorg(int depth, ReorgStyle style) {
        long height = chain.head().number();
        if (depth < 1 || depth > height) {
            throw new IllegalArgumentException("the depth of a reorg must be 1 to " + height
                    + ", the number of the head (the genesis block stays), was " + depth);
        }
        List<DevBlock> cut = chain.cut(depth);
        List<DevBlock> made = new ArrayList<>(depth);
        for (int i = 0; i < depth; i++) {
            made.add(append());
        }
        switch (style) {
            case GETH -> {
                cut.forEach(block -> subscriptions.logs(block, true));
                made.forEach(this::announcePending);
                made.forEach(block -> subscriptions.logs(block, false));
                subscriptions.head(chain.head());
            }
            case ANVIL ->
                made.forEach(block -> {
                    announcePending(block);
                    subscriptions.logs(block, false);
                    subscriptions.head(block);
                });
            case SILENT -> {}
        }
        return made;
    }

    /** Puts a transaction into the pool, as {@code make} does it, and tells of it. */
    synchronized DevTransaction submit(Function<Chain, DevTransaction> make) {
        DevTransaction transaction = make.apply(chain);
        subscriptions.pending(transaction);
        return transaction;
    }

    /** Looks at the chain; what is read belongs together. */
    synchronized <T extends @Nullable Object> T read(Function<Chain, T> reader) {
        return reader.apply(chain);
    }

    /** Looks at the chain as the machine does whose turn it is. */
    synchronized <T extends @Nullable Object> T answer(Function<ChainView, T> reader) {
        return reader.apply(backends.isEmpty() ? chain : backends.get(asked++ % backends.size()));
    }

    /** From now on so many machines answer, each so many blocks behind; none for the chain itself. */
    synchronized void backends(int... behind) {
        backends.clear();
        asked = 0;
        for (int blocks : behind) {
            backends.add(new Backend(chain, blocks));
        }
    }

    synchronized void forkBackend(int number, int depth) {
        if (number < 0 || number >= backends.size()) {
            throw new IllegalArgumentException("there are " + backends.size() + " backends, counted from 0; asked for "
                    + number + "; call backends(…) first");
        }
        long height = backends.get(number).head().number();
        if (depth < 1 || depth > height) {
            throw new IllegalArgumentException("the depth of a fork must be 1 to " + height
                    + ", the number of the backend's head (the genesis block stays), was " + depth);
        }
        backends.get(number).fork(depth, number);
    }

    /** Another chain of the same height takes this one's place; nobody is told. */
    synchronized void begin(Chain other) {
        long height = chain.head().number();
        chain = other;
        backends.clear();
        while (chain.head().number() < height) {
            append();
        }
    }

    BlockFactory factory() {
        return read(Chain::factory);
    }

    synchronized void blooms(BloomStyle style) {
        chain.blooms(style);
    }

    synchronized void subscribe(Subscription subscription) {
        subscriptions.add(subscription);
    }

    /** Subscribes, and tells of the head at once as if it were new. */
    synchronized void subscribeAndAnnounce(Subscription subscription) {
        subscriptions.add(subscription);
        subscriptions.announceTo(subscription, chain.head(), chain.pool());
    }

    synchronized boolean unsubscribe(String id, Outbox owner) {
        return subscriptions.remove(id, owner);
    }

    synchronized void unsubscribeAll(Outbox owner) {
        subscriptions.removeAll(owner);
    }

    synchronized int subscriptions() {
        return subscriptions.size();
    }

    void count(String method) {
        requests.computeIfAbsent(method, m -> new LongAdder()).increment();
    }

    long requests(String method) {
        LongAdder count = requests.get(method);
        return count == null ? 0 : count.sum();
    }

    Hash genesisHash() {
        DevBlock genesis = read(c -> c.range(0, 0).get(0));
        return genesis.hash();
    }

    private DevBlock append() {
        return chain.append(ticking ? clock.instant().getEpochSecond() : null);
    }

    /** What came out of the pool was announced when it went in; the rest is announced just before its block. */
    private void announcePending(DevBlock block) {
        List<DevTransaction> all = block.transactions();
        all.subList(block.submitted(), all.size()).forEach(subscriptions::pending);
    }
}
