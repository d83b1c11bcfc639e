package io.windlass.it.offenders.feed;

/** What no room of its package may know. */
public interface Subscribes {}
