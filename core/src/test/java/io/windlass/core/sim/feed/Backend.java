package io.windlass.core.sim.feed;

import io.windlass.Hash;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/** One machine behind an endpoint, with a view of the chain that is its own: late, stuck, or on a fork. */
final class Backend {
    /** What it does with news. */
    enum Mode {
        /** It follows the chain, late as it may be. */
        FOLLOWING,
        /** It is stuck. */
        FROZEN,
        /** It follows a branch of its own. */
        FORKED,
        /** It has just begun and says so. */
        SYNCING
    }

    /** It has been at this head since then. */
    private record Stay(TreeBlock head, long sinceNanos) {}

    private final int number;
    private final ModelChain chain;
    private final boolean keepsOrphans;
    private final Set<Hash> known = new HashSet<>();
    private Mode mode = Mode.FOLLOWING;
    private TreeBlock head;
    private final Deque<Stay> stays = new ArrayDeque<>();
    private Runnable leaveHead = () -> {};
    private int position;

    Backend(int number, ModelChain chain, boolean keepsOrphans) {
        this.number = number;
        this.chain = chain;
        this.keepsOrphans = keepsOrphans;
        adopt(chain.head());
        position = chain.headCount() - 1;
    }

    private void adopt(TreeBlock next) {
        if (head != null) {
            TreeBlock ancestor = TreeBlock.commonAncestor(head, next);
            for (TreeBlock b = head; b != ancestor; b = b.parent()) {
                chain.departed(b);
            }
        }
        chain.existed(next);
        leaveHead.run();
        leaveHead = chain.seen(next);
        head = next;
        stays.addLast(new Stay(next, chain.nanos()));
        for (TreeBlock b = next; b != null && known.add(b.hash()); b = b.parent()) {
            // all before it are known with it
        }
    }

    Mode mode() {
        return mode;
    }

    TreeBlock head() {
        return head;
    }

    /** True if it has held the block for so long without a break, and says so. */
    boolean hasHad(TreeBlock block, long nanos) {
        long from = chain.nanos() - nanos;
        while (stays.size() > 1 && second().sinceNanos() <= from) {
            stays.removeFirst();
        }
        return mode != Mode.SYNCING
                && stays.getFirst().sinceNanos() <= from
                && stays.stream().allMatch(stay -> block.isOnPathTo(stay.head()));
    }

    private Stay second() {
        return stays.stream().skip(1).findFirst().orElseThrow();
    }

    /** The block with the given tag's meaning here. */
    TreeBlock behind(int depth) {
        return head.at(Math.max(0, Math.min(head.number(), Math.max(head.number() - depth, 0))));
    }

    TreeBlock finalized() {
        return head.at(Math.max(0, Math.min(chain.finalized(), head.number() - chain.finalityDepth())));
    }

    /** The block that has this number here; null if none has. */
    TreeBlock at(long wanted) {
        return head.at(wanted);
    }

    /** The block with this hash; null if it is unknown here. */
    TreeBlock block(Hash hash) {
        TreeBlock block = chain.block(hash);
        if (block == null || !known.contains(hash)) {
            return null;
        }
        return keepsOrphans || block.isOnPathTo(head) ? block : null;
    }

    /** News of the chain as it was at some time; true if the head has changed. */
    boolean hears(int index) {
        if (mode != Mode.FOLLOWING || index <= position) {
            return false;
        }
        position = index;
        TreeBlock next = chain.headAt(index);
        if (next == head) {
            return false;
        }
        adopt(next);
        return true;
    }

    void freeze() {
        mode = Mode.FROZEN;
    }

    /** Starts over from an old block, and says that it is syncing. */
    void sync(TreeBlock from) {
        mode = Mode.SYNCING;
        known.clear();
        head = null;
        adopt(from);
    }

    /** Follows a branch that is not the chain. */
    void fork(TreeBlock branch) {
        mode = Mode.FORKED;
        adopt(branch);
    }

    /** Follows the chain again, from the next news on. */
    void recover() {
        mode = Mode.FOLLOWING;
        position = -1;
    }

    @Override
    public String toString() {
        return "backend " + number + " " + mode + " at " + head;
    }
}
