package io.windlass.testkit;

import io.windlass.Hash;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A machine that is behind the chain, or on a branch of its own. Guarded by {@link Node}. */
final class Backend implements ChainView {
    private final Chain chain;
    private final int behind;

    /** Its own blocks, on top of a block that it has in common with the chain; empty while it follows. */
    private final List<DevBlock> own = new ArrayList<>();

    Backend(Chain chain, int behind) {
        this.chain = chain;
        this.behind = behind;
    }

    /** From now on it stands on a branch: as many blocks of its own take the place of its newest ones. */
    void fork(int depth, int number) {
        List<DevBlock> before = range(0, head().number());
        own.clear();
        DevBlock parent = before.get(before.size() - 1 - depth);
        for (int i = 0; i < depth; i++) {
            parent = chain.made(parent, -1 - number);
            own.add(parent);
        }
    }

    @Override
    public DevBlock head() {
        if (!own.isEmpty()) {
            return own.get(own.size() - 1);
        }
        DevBlock block = chain.block(Math.max(0, chain.head().number() - behind));
        return block == null ? chain.head() : block;
    }

    @Override
    public @Nullable DevBlock block(long number) {
        if (number > head().number()) {
            return null;
        }
        long first = own.isEmpty() ? Long.MAX_VALUE : own.get(0).number();
        return number < first ? chain.block(number) : own.get((int) (number - first));
    }

    @Override
    public @Nullable DevBlock block(Hash hash) {
        DevBlock there = chain.block(hash);
        for (DevBlock block : own) {
            there = block.hash().equals(hash) ? block : there;
        }
        return there != null && has(there) ? there : null;
    }

    private boolean has(DevBlock block) {
        DevBlock there = block(block.number());
        return there != null && there.hash().equals(block.hash());
    }

    @Override
    public List<DevBlock> range(long from, long to) {
        List<DevBlock> blocks = new ArrayList<>();
        for (long number = from; number <= to; number++) {
            DevBlock block = block(number);
            if (block != null) {
                blocks.add(block);
            }
        }
        return blocks;
    }

    @Override
    public Chain.@Nullable Place place(Hash transaction) {
        for (DevBlock block : own) {
            for (int i = 0; i < block.transactions().size(); i++) {
                if (block.transactions().get(i).hash().equals(transaction)) {
                    return new Chain.Place(block, i);
                }
            }
        }
        Chain.Place place = chain.place(transaction);
        return place != null && has(place.block()) ? place : null;
    }

    @Override
    public @Nullable DevTransaction pooled(Hash transaction) {
        return chain.pooled(transaction);
    }

    @Override
    public List<DevTransaction> pool() {
        return chain.pool();
    }
}
