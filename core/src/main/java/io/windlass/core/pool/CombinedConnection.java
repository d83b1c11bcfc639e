package io.windlass.core.pool;

import io.windlass.BlockchainConnection;
import io.windlass.Call;
import io.windlass.CloseReason;
import io.windlass.ConnectionState;
import io.windlass.ConnectionStats;
import io.windlass.LatencyStats;
import io.windlass.Registration;
import io.windlass.RpcResponse;
import io.windlass.StateChange;
import io.windlass.core.monitor.ConnectionSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** Several connections behind one connection's face: what pools and networks have in common. */
abstract class CombinedConnection implements BlockchainConnection {
    private final String id;

    CombinedConnection(String id) {
        this.id = id;
    }

    /** Those it stands for; never empty. */
    abstract List<? extends BlockchainConnection> members();

    /** The one that takes the next call. */
    abstract BlockchainConnection forCall();

    @Override
    public final String id() {
        return id;
    }

    @Override
    public <T> CompletableFuture<T> call(Call<T> call) {
        return forCall().call(call);
    }

    @Override
    public CompletableFuture<RpcResponse> send(String method, Object... params) {
        return forCall().send(method, params);
    }

    /** The best state of any member: one open member makes the whole useful. */
    @Override
    public ConnectionState state() {
        List<ConnectionState> order = List.of(
                ConnectionState.OPEN,
                ConnectionState.CONNECTING,
                ConnectionState.RECONNECTING,
                ConnectionState.FAILED,
                ConnectionState.CLOSED);
        return members().stream()
                .map(BlockchainConnection::state)
                .min(Comparator.comparingInt(order::indexOf))
                .orElse(ConnectionState.CLOSED);
    }

    /** Sums of the members' numbers; of heartbeats the last, of durations the longest. */
    @Override
    public ConnectionStats stats() {
        List<ConnectionStats> all =
                members().stream().map(BlockchainConnection::stats).toList();
        return new ConnectionSnapshot(
                id,
                endpoint(),
                state(),
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

    /** Tells of each member's changes, under the member's id. */
    @Override
    public Registration onStateChange(Consumer<StateChange> listener) {
        List<Registration> all =
                members().stream().map(member -> member.onStateChange(listener)).toList();
        return () -> all.forEach(Registration::close);
    }

    /** Each member's link, one after the other, so that the others carry on meanwhile. */
    @Override
    public CompletableFuture<Void> rotate() {
        CompletableFuture<Void> before = CompletableFuture.completedFuture(null);
        for (BlockchainConnection member : members()) {
            before = before.thenCompose(done -> member.rotate());
        }
        return before;
    }

    @Override
    public CompletableFuture<Void> disconnect() {
        return CompletableFuture.allOf(
                members().stream().map(BlockchainConnection::disconnect).toArray(CompletableFuture[]::new));
    }

    @Override
    public void close() {
        members().forEach(BlockchainConnection::close);
    }

    @Override
    public String toString() {
        return id + " (" + endpoint() + ", " + members().size() + " connections, " + state() + ")";
    }
}
