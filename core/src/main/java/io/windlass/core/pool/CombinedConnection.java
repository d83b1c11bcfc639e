package io.windlass.core.pool;

import io.windlass.BlockchainConnection;
import io.windlass.Call;
import io.windlass.ConnectionState;
import io.windlass.ConnectionStats;
import io.windlass.Registration;
import io.windlass.RpcResponse;
import io.windlass.StateChange;
import io.windlass.core.monitor.ConnectionSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
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

    /** Sums of the members' numbers; the last heartbeat of any, the longest uptime of any. */
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
                all.stream()
                        .map(ConnectionStats::uptime)
                        .max(Comparator.naturalOrder())
                        .orElse(Duration.ZERO),
                sum(all, ConnectionStats::reconnects),
                sum(all, ConnectionStats::messagesReceived),
                sum(all, ConnectionStats::bytesReceived),
                sum(all, ConnectionStats::messagesSent),
                sum(all, ConnectionStats::bytesSent),
                sum(all, ConnectionStats::calls),
                sum(all, ConnectionStats::failedCalls),
                (int) sum(all, ConnectionStats::inFlight),
                sum(all, ConnectionStats::events),
                sum(all, ConnectionStats::strayMessages));
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
