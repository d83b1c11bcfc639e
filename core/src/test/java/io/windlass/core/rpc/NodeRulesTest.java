package io.windlass.core.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.NetworkConfig;
import io.windlass.RateLimit;
import io.windlass.RpcError;
import io.windlass.spi.NetworkProfile;
import io.windlass.spi.NodeErrorClass;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class NodeRulesTest {
    private static final RpcError RESTING = new RpcError(-32000, "acme is resting", Optional.empty());
    private static final RateLimit UNITS = RateLimit.unitsPerSecond(10, 2, Map.of("acme_named", 7));

    /** Knows a cost, an error and a read; breaks when asked for a method called broken. */
    private static class Acme implements NetworkProfile {
        @Override
        public NetworkConfig config() {
            return new NetworkConfig(
                    "acme.main", 5, List.of(), List.of(), Optional.empty(), Duration.ofSeconds(1), Optional.empty());
        }

        @Override
        public Optional<NodeErrorClass> classify(RpcError error) {
            return error.message().contains("resting") ? Optional.of(NodeErrorClass.RATE_LIMITED) : Optional.empty();
        }

        @Override
        public OptionalInt cost(String method) {
            if (method.equals("broken")) {
                throw new IllegalStateException("broken");
            }
            return method.equals("negative") ? OptionalInt.of(-1) : OptionalInt.of(50);
        }

        @Override
        public boolean isRead(String method) {
            return true;
        }
    }

    private final NodeRules rules = NodeRules.of(new Acme());

    @Test
    void error_thatTheProfileKnows_meansWhatItSays() {
        assertThat(rules.classify(RESTING)).isEqualTo(NodeErrorClass.RATE_LIMITED);
        assertThat(NodeRules.PLAIN.classify(RESTING)).isEqualTo(NodeErrorClass.OTHER);
    }

    @Test
    void error_thatTheProfileDoesNotKnow_meansWhatTheTableSays() {
        RpcError known = new RpcError(3, "execution reverted", Optional.empty());

        assertThat(rules.classify(known)).isEqualTo(NodeErrors.classify(known));
    }

    @Test
    void read_canBeAdded_butSendingIsNever() {
        assertThat(rules.isIdempotent("acme_look")).isTrue();
        assertThat(NodeRules.PLAIN.isIdempotent("acme_look")).isFalse();
        assertThat(rules.isIdempotent("eth_sendRawTransaction")).isFalse();
    }

    @Test
    void cost_ofTheProfile_countsWhereUnitsAreLimitedAndTheMethodIsNotConfigured() {
        assertThat(rules.cost("acme_scan", UNITS)).isEqualTo(50);
        assertThat(rules.cost("acme_named", UNITS)).isEqualTo(7);
        assertThat(rules.cost("acme_scan", RateLimit.requestsPerSecond(10))).isEqualTo(1);
        assertThat(NodeRules.PLAIN.cost("acme_scan", UNITS)).isEqualTo(2);
    }

    @Test
    void profile_thatFailsOrTalksNonsense_isPassedOver() {
        assertThat(rules.cost("broken", UNITS)).isEqualTo(2);
        assertThat(rules.cost("negative", UNITS)).isEqualTo(2);
    }

    @Test
    void limit_inUnits_isSpentAtTheProfilesCost() {
        LimitedNode node = new LimitedNode(1, s -> s.rateLimit(RateLimit.unitsPerSecond(100, 1, Map.of())));
        node.rules = rules;
        CallBook book = node.book();
        for (int i = 0; i < 5; i++) {
            book.send("acme_scan", List.of());
        }

        node.run(Duration.ofMillis(1_050));
        assertThat(node.executed).hasSizeBetween(2, 3);
        node.run(Duration.ofSeconds(5));
        assertThat(node.executed).hasSize(5);
    }
}
