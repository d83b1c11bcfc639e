package io.windlass.core.chain;

import io.windlass.BlockHeader;
import io.windlass.Hash;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The newest headers as a tree linked by parent hash, and the one path through it that is held for canonical. What comes in
 * is only evidence: a lower head that is known is lag, and a branch of another block at a known height takes over when it is
 * higher, or when {@link #switchTo} says that it lasts.
 *
 * <p>Not thread-safe: one thread at a time.
 */
final class ChainView {
    /** What a header means to the view. */
    enum Verdict {
        /** It is on the path already. */
        KNOWN,
        /** It is older than all that is held. */
        OLD,
        /** It became the head, above the one before. */
        EXTENDS,
        /** Its branch is higher than the path and should take its place. */
        OVERTAKES,
        /** It is linked, but its branch is not higher than the path. */
        CONTESTS,
        /** Its parent is not held. */
        UNLINKED,
        /** It does not follow the parent that it names. */
        MALFORMED
    }

    private final int depth;
    private final Map<Hash, BlockHeader> held = new HashMap<>();
    private List<BlockHeader> path = new ArrayList<>();

    /**
     * An empty view.
     *
     * @param depth how many headers of the path it keeps, at least 1
     */
    ChainView(int depth) {
        if (depth < 1) {
            throw new IllegalArgumentException("depth must be >= 1, was " + depth);
        }
        this.depth = depth;
    }

    boolean isEmpty() {
        return path.isEmpty();
    }

    BlockHeader head() {
        return path.get(path.size() - 1);
    }

    BlockHeader base() {
        return path.get(0);
    }

    List<BlockHeader> path() {
        return List.copyOf(path);
    }

    boolean holds(Hash hash) {
        return held.containsKey(hash);
    }

    boolean isCanonical(BlockHeader header) {
        BlockHeader at = at(header.number());
        return at != null && at.hash().equals(header.hash());
    }

    private @Nullable BlockHeader at(long number) {
        long index = path.isEmpty() ? -1 : number - base().number();
        return index < 0 || index >= path.size() ? null : path.get((int) index);
    }

    /** Takes a header in. */
    Verdict accept(BlockHeader header) {
        if (holds(header.hash())) {
            return isCanonical(header) ? Verdict.KNOWN : againstThePath(header);
        }
        if (path.isEmpty()) {
            append(header);
            return Verdict.EXTENDS;
        }
        BlockHeader parent = held.get(header.parentHash());
        if (parent == null) {
            return header.number() < base().number() ? Verdict.OLD : Verdict.UNLINKED;
        }
        if (header.number() != parent.number() + 1) {
            return Verdict.MALFORMED;
        }
        if (parent.hash().equals(head().hash())) {
            append(header);
            return Verdict.EXTENDS;
        }
        held.put(header.hash(), header);
        return againstThePath(header);
    }

    private Verdict againstThePath(BlockHeader header) {
        return header.number() > head().number() ? Verdict.OVERTAKES : Verdict.CONTESTS;
    }

    /** Takes in a header whose parent is held, as one that is known but not on the path. */
    void hold(BlockHeader header) {
        BlockHeader parent = held.get(header.parentHash());
        if (parent != null && header.number() == parent.number() + 1) {
            held.putIfAbsent(header.hash(), header);
        }
    }

    private void append(BlockHeader header) {
        held.put(header.hash(), header);
        path.add(header);
        trim();
    }

    private void trim() {
        if (path.size() > depth) {
            path = new ArrayList<>(path.subList(path.size() - depth, path.size()));
            long base = base().number();
            held.values().removeIf(header -> header.number() < base);
        }
    }

    /**
     * Makes the branch that ends in this block the path; the block must be held.
     *
     * @return the number of the newest block that both have in common; −1 if none is held: then only the branch is left
     */
    long switchTo(Hash tip) {
        ArrayDeque<BlockHeader> branch = new ArrayDeque<>();
        BlockHeader at = held.get(tip);
        while (at != null && !isCanonical(at)) {
            branch.addFirst(at);
            at = held.get(at.parentHash());
        }
        if (at == null) {
            path = new ArrayList<>(branch);
        } else {
            truncate(at.number());
            path.addAll(branch);
        }
        trim();
        return at == null ? -1 : at.number();
    }

    /** Makes the canonical block with this number the head; what was above it stays known. */
    void truncate(long number) {
        path.subList((int) (number - base().number()) + 1, path.size()).clear();
    }

    /** Forgets everything and begins anew with this header. */
    void replace(BlockHeader header) {
        held.clear();
        path = new ArrayList<>();
        append(header);
    }

    /** Takes in headers below the base, the highest first, each the parent of the one before. */
    void prepend(List<BlockHeader> below) {
        List<BlockHeader> longer = new ArrayList<>(path.size() + below.size());
        for (int i = below.size() - 1; i >= 0; i--) {
            held.put(below.get(i).hash(), below.get(i));
            longer.add(below.get(i));
        }
        longer.addAll(path);
        path = longer;
        trim();
    }
}
