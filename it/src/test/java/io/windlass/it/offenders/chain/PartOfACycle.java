package io.windlass.it.offenders.chain;

import io.windlass.it.offenders.runtime.LooksUp;

/** Downward, which is fine by itself, and with {@link LooksUp} a cycle. */
public final class PartOfACycle {
    LooksUp lower;
}
