package io.windlass.core.chain;

import io.windlass.BlockHeader;
import java.util.List;

/**
 * How the canonical path changed.
 *
 * @param removed headers that left it, newest first
 * @param added headers that joined it, oldest first
 */
public record ViewChange(List<BlockHeader> removed, List<BlockHeader> added) {
    static final ViewChange NONE = new ViewChange(List.of(), List.of());

    /** True if nothing changed. */
    public boolean isEmpty() {
        return removed.isEmpty() && added.isEmpty();
    }
}
