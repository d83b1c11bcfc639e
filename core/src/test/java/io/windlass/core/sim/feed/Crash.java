package io.windlass.core.sim.feed;

/** The process is gone: nothing that it still tries has any effect. */
final class Crash extends Error {
    private static final long serialVersionUID = 1L;

    Crash(String where) {
        super("the process died " + where, null, false, false);
    }
}
