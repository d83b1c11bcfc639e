package io.windlass.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.BlockchainConnection;
import io.windlass.CloseReason;
import io.windlass.ConnectionState;
import io.windlass.StateChange;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The changes of an open connection, in the order they were told. */
final class FaultStateLog {
    private final List<StateChange> changes = new CopyOnWriteArrayList<>();

    private FaultStateLog() {}

    static FaultStateLog of(BlockchainConnection connection) {
        FaultStateLog log = new FaultStateLog();
        connection.onStateChange(log.changes::add);
        return log;
    }

    List<StateChange> changes() {
        return List.copyOf(changes);
    }

    void await(ConnectionState state) {
        Patience.until("the connection is " + state, () -> changes.stream().anyMatch(change -> change.to() == state));
    }

    CloseReason reasonOfFirstLoss() {
        await(ConnectionState.RECONNECTING);
        return changes.get(0).reason().orElseThrow();
    }

    /** It was open, lost its link and found another, perhaps several times, and is open now. */
    void assertLostAndFound() {
        Patience.until("the last change is told", () -> {
            List<StateChange> told = List.copyOf(changes); // changes come while this looks; there may be none yet
            return !told.isEmpty() && told.get(told.size() - 1).to() == ConnectionState.OPEN;
        });
        ConnectionState at = ConnectionState.OPEN;
        for (StateChange change : changes) {
            assertThat(change.from()).as("%s", changes).isEqualTo(at);
            assertThat(change.to())
                    .as("%s", changes)
                    .isEqualTo(at == ConnectionState.OPEN ? ConnectionState.RECONNECTING : ConnectionState.OPEN);
            at = change.to();
        }
        assertThat(at).isEqualTo(ConnectionState.OPEN);
        assertThat(changes).hasSizeGreaterThanOrEqualTo(2);
    }
}
