package io.windlass.it;

import static io.windlass.it.Patience.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.BlockHeader;
import io.windlass.BlockchainConnection;
import io.windlass.ConnectionState;
import io.windlass.Eth;
import io.windlass.Feeds;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A handler that does not return stops nobody else, in good times or bad. */
class FaultBlockedHandlerIT extends FaultWithManager {
    private static Anvil anvil;

    private final FaultProxy proxy = watched(FaultProxy.before(anvil.port()));
    private final CountDownLatch release = new CountDownLatch(1);

    @BeforeAll
    static void startNode() {
        anvil = Anvil.start();
    }

    @AfterAll
    static void stopNode() {
        anvil.close();
    }

    @AfterEach
    void releaseWhoIsBlocked() {
        release.countDown();
    }

    @Test
    void blockedHandler_inAStorm_hindersNoCallAndNoOtherSubscription() {
        BlockchainConnection node = connect(impatient(proxy.wsUrl()));
        CountDownLatch blocked = new CountDownLatch(1);
        done(node.subscribe(Feeds.newHeads())
                .onEvent(head -> {
                    blocked.countDown();
                    awaitRelease();
                })
                .live());
        Received<BlockHeader> others = followHeads(node);
        anvil.mine(1);
        await(blocked);

        storm(node, others);
    }

    @Test
    void blockedListener_inAStorm_hindersNoCallAndNoSubscription() {
        BlockchainConnection node = connect(impatient(proxy.wsUrl()));
        CountDownLatch blocked = new CountDownLatch(1);
        node.onStateChange(change -> {
            blocked.countDown();
            awaitRelease();
        });
        Received<BlockHeader> others = followHeads(node);
        proxy.cutByFin();
        await(blocked);

        storm(node, others);
    }

    private void storm(BlockchainConnection node, Received<BlockHeader> heads) {
        for (int i = 0; i < 6; i++) {
            if (i % 2 == 0) {
                proxy.cutByFin();
            } else {
                proxy.cutByReset();
            }
            assertThat(done(node.call(Eth.chainId()))).isEqualTo(31337);
            int before = heads.count();
            Patience.until("a new head comes", () -> {
                anvil.mine(1);
                return heads.count() > before;
            });
        }
        assertThat(node.state()).isEqualTo(ConnectionState.OPEN);
        assertThat(node.stats().reconnects()).isGreaterThanOrEqualTo(6);
    }

    private void awaitRelease() {
        try {
            release.await(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void await(CountDownLatch latch) {
        Patience.until("it blocks", () -> latch.getCount() == 0);
    }
}
