package io.windlass.core.sim.feed;

/** Over what the engine is connected. */
enum Endpoints {
    /** A connection to one endpoint. */
    ONE,
    /** A group of endpoints, that push or not. */
    SEVERAL
}
