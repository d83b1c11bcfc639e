package io.windlass.testkit;

import io.windlass.Address;
import io.windlass.Bytes;
import io.windlass.Hash;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The canonical blocks and the pool. Blocks that were replaced are forgotten. Not thread-safe: {@link Node} guards it. */
final class Chain implements ChainView {
    /** A transaction's place. */
    record Place(DevBlock block, int index) {}

    private static final long SECONDS_BETWEEN_BLOCKS = 12;

    private final BlockFactory factory;
    private final List<DevBlock> canonical = new ArrayList<>();
    private final Map<Hash, DevBlock> byHash = new HashMap<>();
    private final Map<Hash, Place> mined = new HashMap<>();
    private final Map<Hash, DevTransaction> pool = new LinkedHashMap<>();
    private BloomStyle bloom = BloomStyle.EXACT;
    private int fork;
    private long submitted;

    Chain(BlockFactory factory) {
        this.factory = factory;
        put(factory.genesis());
    }

    BlockFactory factory() {
        return factory;
    }

    /** A block of a branch that is not the chain. */
    DevBlock made(DevBlock parent, int branch) {
        return factory.after(parent, branch, parent.header().timestamp() + SECONDS_BETWEEN_BLOCKS, List.of(), bloom);
    }

    @Override
    public DevBlock head() {
        return canonical.get(canonical.size() - 1);
    }

    @Override
    public @Nullable DevBlock block(long number) {
        return number < 0 || number >= canonical.size() ? null : canonical.get((int) number);
    }

    @Override
    public @Nullable DevBlock block(Hash hash) {
        return byHash.get(hash);
    }

    @Override
    public List<DevBlock> range(long from, long to) {
        return List.copyOf(canonical.subList((int) from, (int) to + 1));
    }

    @Override
    public @Nullable Place place(Hash transaction) {
        return mined.get(transaction);
    }

    @Override
    public @Nullable DevTransaction pooled(Hash transaction) {
        return pool.get(transaction);
    }

    @Override
    public List<DevTransaction> pool() {
        return List.copyOf(pool.values());
    }

    void blooms(BloomStyle style) {
        bloom = style;
    }

    DevTransaction submit(
            @Nullable Address from,
            @Nullable Address to,
            BigInteger value,
            long gas,
            Bytes input,
            List<LogDraft> logs) {
        DevTransaction transaction = factory.submit(submitted++, from, to, value, gas, input, logs);
        pool.put(transaction.hash(), transaction);
        return transaction;
    }

    /** A transaction that nobody decodes: its hash is right, its fields are made up. */
    DevTransaction submitRaw(Bytes raw) {
        Hash hash = Hash.keccak256(raw.toArray());
        if (pool.containsKey(hash) || mined.containsKey(hash)) {
            throw RpcFault.server("already known");
        }
        DevTransaction transaction = factory.submit(
                        submitted++, null, null, BigInteger.ZERO, DevTransaction.TRANSFER_GAS, Bytes.EMPTY, List.of())
                .withHash(hash);
        pool.put(hash, transaction);
        return transaction;
    }

    /** Mines the pool into the next block, at {@code now} or, without a clock, at the time its number stands for. */
    DevBlock append(@Nullable Long now) {
        DevBlock parent = head();
        long regular = BlockFactory.GENESIS_TIME + SECONDS_BETWEEN_BLOCKS * (parent.number() + 1);
        long timestamp = Math.max(parent.header().timestamp(), now == null ? regular : now);
        DevBlock block = factory.after(parent, fork, timestamp, pool(), bloom);
        pool.clear();
        put(block);
        return block;
    }

    /** Takes the top blocks off, oldest first, and begins another fork. */
    List<DevBlock> cut(int depth) {
        List<DevBlock> top = canonical.subList(canonical.size() - depth, canonical.size());
        List<DevBlock> cut = List.copyOf(top);
        top.clear();
        for (DevBlock block : cut) {
            byHash.remove(block.hash());
            block.transactions().forEach(t -> mined.remove(t.hash()));
        }
        fork++;
        return cut;
    }

    private void put(DevBlock block) {
        canonical.add(block);
        byHash.put(block.hash(), block);
        for (int i = 0; i < block.transactions().size(); i++) {
            mined.put(block.transactions().get(i).hash(), new Place(block, i));
        }
    }
}
