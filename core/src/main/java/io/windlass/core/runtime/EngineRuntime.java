package io.windlass.core.runtime;

import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * Everything the engine would otherwise take from the world, so that a simulation can drive it.
 *
 * @param ticker the clocks
 * @param timer deadlines, backoff, heartbeats
 * @param callbacks completes users' futures; a stage that joins another future must not starve it
 * @param handlers runs users' handlers; one that blocks must not hinder another
 * @param random jitter
 */
public record EngineRuntime(
        Ticker ticker, Timer timer, Executor callbacks, Executor handlers, RandomGenerator random) {}
