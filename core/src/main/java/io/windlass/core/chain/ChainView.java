package io.windlass.core.chain;

import io.windlass.BlockHeader;
import io.windlass.Hash;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * The newest headers of the canonical path, linked by parent hash. Headers flow in as nodes announce them; what comes out is
 * how the path changed.
 *
 * <ul>
 *   <li>A header that is on the path already is a repetition or a lagging node: nothing changes.
 *   <li>A header whose parent is on the path replaces everything above that parent: a reorg if there was anything.
 *   <li>A header whose parent is unknown starts the path anew above what was missed; nothing is called removed, since
 *       nothing contradicts it.
 * </ul>
 *
 * <p>Not thread-safe: one thread at a time.
 */
public final class ChainView {
    private final int depth;
    private final Deque<BlockHeader> path = new ArrayDeque<>();

    /**
     * An empty view.
     *
     * @param depth how many headers it keeps, at least 1
     */
    public ChainView(int depth) {
        if (depth < 1) {
            throw new IllegalArgumentException("depth must be >= 1, was " + depth);
        }
        this.depth = depth;
    }

    /** Takes a header in and says how the path changed. */
    public ViewChange accept(BlockHeader header) {
        BlockHeader head = path.peekLast();
        if (head == null) {
            return extend(header, List.of());
        }
        if (header.parentHash().equals(head.hash())) {
            return extend(header, List.of());
        }
        if (holds(header.hash())) {
            return ViewChange.NONE;
        }
        if (holds(header.parentHash())) {
            return extend(header, cutAbove(header.parentHash()));
        }
        path.clear();
        return extend(header, List.of());
    }

    private ViewChange extend(BlockHeader header, List<BlockHeader> removed) {
        path.addLast(header);
        if (path.size() > depth) {
            path.removeFirst();
        }
        return new ViewChange(removed, List.of(header));
    }

    private List<BlockHeader> cutAbove(Hash parent) {
        List<BlockHeader> removed = new ArrayList<>();
        for (BlockHeader top = path.getLast(); !top.hash().equals(parent); top = path.getLast()) {
            removed.add(path.removeLast());
        }
        return removed;
    }

    private boolean holds(Hash hash) {
        for (Iterator<BlockHeader> newestFirst = path.descendingIterator(); newestFirst.hasNext(); ) {
            if (newestFirst.next().hash().equals(hash)) {
                return true;
            }
        }
        return false;
    }
}
