package io.windlass.core.rpc;

/** One attempt at a call, over one link. */
@FunctionalInterface
public interface Attempt {
    /** Gives it up: its completion is told nothing any more. Any thread; idempotent; does nothing once it has ended. */
    void cancel();
}
