package io.windlass.core.feed;

import io.windlass.core.delivery.Taps;
import io.windlass.spi.FeedStore;
import java.util.function.Supplier;

/**
 * What all subscriptions of a manager share.
 *
 * @param taps hear every event
 * @param stores where named subscriptions are kept; opened when first asked for
 */
public record FeedServices(Taps taps, Supplier<FeedStore> stores) {}
