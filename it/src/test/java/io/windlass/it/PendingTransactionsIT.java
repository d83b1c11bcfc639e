package io.windlass.it;

import static io.windlass.it.Patience.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.BlockchainConnection;
import io.windlass.ChainEvent;
import io.windlass.Eth;
import io.windlass.EventId;
import io.windlass.Feeds;
import io.windlass.Hash;
import io.windlass.Position;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PendingTransactionsIT extends WithManager {
    private static final String SOMEONE = "0x00000000000000000000000000000000000000aa";

    @AutoClose
    private static Anvil anvil;

    @BeforeAll
    static void startNode() {
        anvil = Anvil.start("--no-mining");
    }

    @Test
    void pending_transactionsSent_arriveInOrderBeforeTheyAreMined() {
        BlockchainConnection node = connect(anvil, Wire.WEBSOCKET);
        Received<Hash> pending = new Received<>();
        done(node.subscribe(Feeds.newPendingTransactions()).onEvent(pending).live());
        long before = anvil.head();

        List<Hash> sent = IntStream.rangeClosed(1, 10)
                .mapToObj(wei -> anvil.send(Map.of("to", SOMEONE, "value", "0x" + Integer.toHexString(wei))))
                .toList();

        pending.await(10);
        assertThat(pending.values()).containsExactlyElementsOf(sent);
        assertThat(anvil.head()).isEqualTo(before);
        ChainEvent<Hash> first = pending.events().get(0);
        assertThat(first.position()).isEmpty();
        assertThat(first.id()).isEqualTo(new EventId(31337, sent.get(0), Position.END));
    }

    @ParameterizedTest
    @EnumSource
    void transaction_readWhilePendingAndOnceMined_gainsItsPlace(Wire wire) {
        BlockchainConnection node = connect(anvil, wire);
        Hash hash = anvil.send(Map.of("to", SOMEONE, "value", "0x7"));

        assertThat(done(node.call(Eth.transaction(hash)))).hasValueSatisfying(tx -> {
            assertThat(tx.hash()).isEqualTo(hash);
            assertThat(tx.from()).isEqualTo(anvil.account());
            assertThat(tx.to()).hasValueSatisfying(to -> assertThat(to).hasToString(SOMEONE));
            assertThat(tx.value()).isEqualTo(BigInteger.valueOf(7));
            assertThat(tx.blockHash()).isEmpty();
            assertThat(tx.blockNumber()).isEmpty();
            assertThat(tx.transactionIndex()).isEmpty();
        });
        anvil.mine(1);
        assertThat(done(node.call(Eth.transaction(hash)))).hasValueSatisfying(tx -> {
            assertThat(tx.blockNumber()).hasValue(anvil.head());
            assertThat(tx.blockHash()).isPresent();
            assertThat(tx.transactionIndex()).isPresent();
        });
    }
}
