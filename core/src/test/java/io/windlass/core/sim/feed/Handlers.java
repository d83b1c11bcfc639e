package io.windlass.core.sim.feed;

/** What the handlers of a simulation are like. */
enum Handlers {
    /** Each is called with one event, does what it should, and at times throws and is asked again. */
    GOOD,
    /** They come in all forms and do all that handlers may do, but what they are given is handed over until they accept it. */
    MISBEHAVING,
    /**
     * As the former, and those of named feeds fail for good, so that there are dead letters; these are replayed and purged. And
     * engines are overtaken by others that take their names.
     */
    FAILING_FOR_GOOD,
    /** Those of named feeds commit their effect together with the acknowledgement, and fail, hang and fail for good; others are good. */
    COMMITTING
}
