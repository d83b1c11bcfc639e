package io.windlass.core.feed;

import io.windlass.SubscriptionStats;

/** {@link SubscriptionStats} at one moment. */
record SubscriptionSnapshot(long delivered, long failed, long dropped, int waiting) implements SubscriptionStats {}
