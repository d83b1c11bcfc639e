package io.windlass.it;

/** What of a connection vanishes on its way, with no sign to either end. */
enum FaultLoss {
    NOTHING,
    /** The node hears and acts; what it says is lost. */
    ANSWERS,
    /** Silence both ways: a half-open socket. */
    EVERYTHING
}
