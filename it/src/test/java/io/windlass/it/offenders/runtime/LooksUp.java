package io.windlass.it.offenders.runtime;

import io.windlass.it.offenders.chain.PartOfACycle;

/** The lowest package knows a higher one. */
public final class LooksUp {
    PartOfACycle higher;
}
