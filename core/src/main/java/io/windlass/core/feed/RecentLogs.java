package io.windlass.core.feed;

import io.windlass.EventId;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/** The newest logs that were delivered and not taken back: what is announced again is no news. One thread at a time. */
final class RecentLogs {
    private static final int KEPT = 16_384;

    private final Set<EventId> delivered = new LinkedHashSet<>();

    /** True if the announcement is news: an addition of what is not there, or a removal. */
    boolean changes(EventId id, boolean removed) {
        if (removed) {
            delivered.remove(id);
            return true;
        }
        if (!delivered.add(id)) {
            return false;
        }
        if (delivered.size() > KEPT) {
            Iterator<EventId> oldest = delivered.iterator();
            oldest.next();
            oldest.remove();
        }
        return true;
    }
}
