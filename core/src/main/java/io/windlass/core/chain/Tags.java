package io.windlass.core.chain;

import io.windlass.BlockHeader;
import org.jspecify.annotations.Nullable;

/**
 * The blocks that the node called final and safe, as long as the path does not contradict them: one that is below what is held
 * may turn out to be of another branch once the path reaches down to it. One thread at a time.
 */
final class Tags {
    private @Nullable BlockHeader finalized;
    private @Nullable BlockHeader safe;

    /** The node calls this block final; one that lags names an older one, which changes nothing. */
    void finalized(BlockHeader header) {
        BlockHeader known = finalized;
        if (known == null || known.number() < header.number()) {
            finalized = header;
        }
    }

    /** The node calls this block safe now. */
    void safe(BlockHeader header) {
        safe = header;
    }

    /** Nothing is known of the branch that is followed now. */
    void forget() {
        finalized = null;
        safe = null;
    }

    /** Forgets what the path contradicts; true if that was so. */
    boolean contradicted(ChainPath path) {
        boolean finalIsNot = contradicts(path, finalized);
        boolean safeIsNot = contradicts(path, safe);
        if (finalIsNot) {
            finalized = null;
        }
        if (safeIsNot) {
            safe = null;
        }
        return finalIsNot || safeIsNot;
    }

    /** Whether it is not on the path, though the path reaches down to it. */
    private static boolean contradicts(ChainPath path, @Nullable BlockHeader tagged) {
        return tagged != null
                && tagged.number() >= path.base().number() - 1
                && !tagged.hash().equals(path.hashAt(tagged.number()));
    }

    /** The number of the newest final block; −1 if it is not known. */
    long finalizedNumber() {
        return numberOf(finalized);
    }

    /** The number of the newest safe block; −1 if it is not known. */
    long safeNumber() {
        return numberOf(safe);
    }

    private static long numberOf(@Nullable BlockHeader tagged) {
        return tagged == null ? -1 : tagged.number();
    }
}
