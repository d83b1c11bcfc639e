package io.windlass.core.feed.push;

import io.windlass.Feed;
import io.windlass.Registration;

/** Where a node's announcements can be heard. */
@FunctionalInterface
public interface Pushes {
    /** Subscribes; closing the registration unsubscribes. */
    Registration follow(Feed<?> feed, PushListener listener);
}
