package io.windlass.core.pool;

import io.windlass.CloseReason;
import io.windlass.ConnectionState;
import io.windlass.ConnectionStats;
import io.windlass.LatencyStats;
import io.windlass.core.monitor.ConnectionSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** The numbers of several connections as those of one: sums; of heartbeats the last, of durations the longest; the limits of
 * the first. What the group itself let ride along comes on top. */
final class CombinedStats {
    private CombinedStats() {}

    static ConnectionStats of(
            String id, String endpoint, ConnectionState state, long coalesced, List<ConnectionStats> all) {
        return new ConnectionSnapshot(
                id,
                endpoint,
                state,
                all.stream()
                        .map(ConnectionStats::lastHeartbeat)
                        .flatMap(Optional::stream)
                        .max(Comparator.<Instant>naturalOrder()),
                longest(all, ConnectionStats::uptime),
                sum(all, ConnectionStats::reconnects),
                linksEnded(all),
                longest(all, ConnectionStats::blindTime),
                sum(all, ConnectionStats::messagesReceived),
                sum(all, ConnectionStats::bytesReceived),
                sum(all, ConnectionStats::messagesSent),
                sum(all, ConnectionStats::bytesSent),
                sum(all, ConnectionStats::calls),
                coalesced + sum(all, ConnectionStats::coalesced),
                sum(all, ConnectionStats::failedCalls),
                latency(all),
                (int) sum(all, ConnectionStats::inFlight),
                sum(all, ConnectionStats::events),
                sum(all, ConnectionStats::strayMessages),
                all.get(0).limits());
    }

    private static Map<CloseReason.Kind, Long> linksEnded(Collection<ConnectionStats> all) {
        Map<CloseReason.Kind, Long> total = new TreeMap<>();
        all.forEach(stats -> stats.linksEndedBy().forEach((kind, count) -> total.merge(kind, count, Long::sum)));
        return total;
    }

    private static LatencyStats latency(Collection<ConnectionStats> all) {
        List<LatencyStats> each = all.stream().map(ConnectionStats::latency).toList();
        return new LatencyStats(
                each.stream().mapToLong(LatencyStats::count).sum(),
                longest(each, LatencyStats::p50),
                longest(each, LatencyStats::p90),
                longest(each, LatencyStats::p99),
                longest(each, LatencyStats::max));
    }

    private static <S> Duration longest(Collection<S> all, Function<S, Duration> duration) {
        return all.stream().map(duration).max(Comparator.naturalOrder()).orElse(Duration.ZERO);
    }

    private static long sum(Collection<ConnectionStats> all, ToLongFunction<ConnectionStats> number) {
        return all.stream().mapToLong(number).sum();
    }
}
