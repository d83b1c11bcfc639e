package io.windlass.it.offenders.feed.read;

import io.windlass.it.offenders.feed.Subscribes;

/** Knows who uses it. */
record LooksOut(Subscribes user) {}
