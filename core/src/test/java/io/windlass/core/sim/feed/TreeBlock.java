package io.windlass.core.sim.feed;

import io.windlass.Bytes;
import io.windlass.Hash;
import java.util.List;

/** A block of the model, with all blocks before it. */
final class TreeBlock {
    private final long number;
    private final Hash hash;
    private final TreeBlock parent;
    private final List<TreeLog> logs;
    private final String json;
    private long tallest;
    private long bornAt;

    /**
     * A block.
     *
     * @param parent null for a genesis block
     */
    TreeBlock(TreeBlock parent, Hash hash, long timestamp, List<TreeLog> logs, Bytes bloom) {
        this.number = parent == null ? 0 : parent.number + 1;
        this.hash = hash;
        this.parent = parent;
        this.logs = List.copyOf(logs);
        this.tallest = number;
        this.json = "{\"number\":\"0x" + Long.toHexString(number) + "\",\"hash\":\"" + hash + "\",\"parentHash\":\""
                + (parent == null ? Hash.ZERO : parent.hash) + "\",\"timestamp\":\"0x" + Long.toHexString(timestamp)
                + "\",\"logsBloom\":\"" + bloom + "\"}";
    }

    long number() {
        return number;
    }

    Hash hash() {
        return hash;
    }

    TreeBlock parent() {
        return parent;
    }

    List<TreeLog> logs() {
        return logs;
    }

    /** The header as a node shows it. */
    String json() {
        return json;
    }

    /** This block or the one before it with that number; null above this block. */
    TreeBlock at(long wanted) {
        if (wanted > number || wanted < 0) {
            return null;
        }
        TreeBlock block = this;
        while (block.number > wanted) {
            block = block.parent;
        }
        return block;
    }

    /** The highest number of a block on top of this one, on any branch that existed. */
    long tallest() {
        return tallest;
    }

    /** When it came to exist, in nanoseconds. */
    long bornAt() {
        return bornAt;
    }

    void isBornAt(long nanos) {
        bornAt = nanos;
    }

    /** It is the head of a branch that exists. */
    void existsAsHead() {
        for (TreeBlock b = this; b != null && (b == this || b.tallest < number); b = b.parent) {
            b.tallest = Math.max(b.tallest, number);
        }
    }

    boolean isOnPathTo(TreeBlock head) {
        return head.at(number) == this;
    }

    /** The newest block on both paths; null if the two have nothing in common. */
    static TreeBlock commonAncestor(TreeBlock a, TreeBlock b) {
        long number = Math.min(a.number, b.number);
        TreeBlock x = a.at(number);
        TreeBlock y = b.at(number);
        while (x != y) {
            x = x.parent;
            y = y.parent;
            if (x == null) {
                return null;
            }
        }
        return x;
    }

    @Override
    public String toString() {
        return "#" + number + "/" + hash.toHex().substring(2, 6);
    }
}
