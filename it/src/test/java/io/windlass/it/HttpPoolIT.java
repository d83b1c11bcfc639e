package io.windlass.it;

import static io.windlass.it.Patience.done;
import static io.windlass.it.Patience.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windlass.BlockchainConnection;
import io.windlass.Call;
import io.windlass.ConnectionClosedException;
import io.windlass.ConnectionState;
import io.windlass.ConnectionStats;
import io.windlass.ConnectionType;
import io.windlass.Eth;
import io.windlass.Hash;
import io.windlass.HttpPool;
import io.windlass.JsonReader;
import io.windlass.RpcException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class HttpPoolIT extends WithManager {
    @AutoClose
    private static Anvil anvil;

    @BeforeAll
    static void startNode() {
        anvil = Anvil.start();
    }

    @Test
    void pool_ofFive_hasFiveConnectionsWithIdsThatStartWithItsOwn() {
        HttpPool pool = done(manager.connectHttpPool(anvil.httpUrl(), 5));

        assertThat(pool.connections()).hasSize(5);
        assertThat(pool.connections())
                .extracting(BlockchainConnection::id)
                .doesNotHaveDuplicates()
                .doesNotContain(pool.id())
                .allSatisfy(id -> assertThat(id).startsWith(pool.id()));
        assertThat(pool.connections()).allSatisfy(one -> {
            assertThat(one.type()).isEqualTo(ConnectionType.HTTP);
            assertThat(one.chainId()).isEqualTo(31337);
            assertThat(one.state()).isEqualTo(ConnectionState.OPEN);
            assertThat(manager.connection(one.id())).contains(one);
        });
        assertThat(manager.connection(pool.id())).contains(pool);
        assertThat(pool.state()).isEqualTo(ConnectionState.OPEN);
        assertThat(pool.chainId()).isEqualTo(31337);
    }

    @Test
    void pool_hundredConcurrentCalls_areAnsweredAndSpreadOverAll() {
        HttpPool pool = done(manager.connectHttpPool(anvil.httpUrl(), 5));
        long before = calls(pool);
        List<CompletableFuture<Hash>> answers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            answers.add(pool.call(Call.of("web3_sha3", JsonReader::hash, Anvil.callData("", i))));
        }

        for (int i = 0; i < 100; i++) {
            assertThat(done(answers.get(i)))
                    .isEqualTo(Hash.keccak256(Anvil.callData("", i).toArray()));
        }
        assertThat(calls(pool) - before).isEqualTo(100);
        assertThat(pool.connections()).allSatisfy(one -> {
            assertThat(one.stats().calls()).as("calls of %s", one.id()).isPositive();
            assertThat(one.stats().inFlight()).isZero();
            assertThat(one.stats().failedCalls()).isZero();
        });
    }

    @Test
    void pool_hundredCallsThatHang_holdNoMoreSocketsThanItsSize() {
        CountDownLatch held = new CountDownLatch(1);
        try (HttpRelay relay = HttpRelay.before(anvil)) {
            int port = URI.create(relay.url()).getPort();
            HttpPool pool = done(manager.connectHttpPool(relay.url(), 5));
            relay.spoil("web3_sha3", answer -> {
                awaitOpen(held);
                return answer;
            });
            List<CompletableFuture<Hash>> answers = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                answers.add(pool.call(Call.of("web3_sha3", JsonReader::hash, Anvil.callData("", i))));
            }

            Patience.until("all sockets are in use", () -> Leftovers.socketsTo(port) == 5);
            assertThat(pool.stats().inFlight()).isLessThanOrEqualTo(5);
            for (int sample = 0; sample < 100; sample++) {
                assertThat(Leftovers.socketsTo(port)).isLessThanOrEqualTo(5);
            }
            held.countDown();
            for (CompletableFuture<Hash> answer : answers) {
                done(answer);
                assertThat(Leftovers.socketsTo(port)).isLessThanOrEqualTo(5);
            }
        } finally {
            held.countDown();
        }
    }

    private static void awaitOpen(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void pool_connectionUsedByItself_countsItsCallsAlone() {
        HttpPool pool = done(manager.connectHttpPool(anvil.httpUrl(), 3));
        List<Long> before =
                pool.connections().stream().map(one -> one.stats().calls()).toList();
        BlockchainConnection second = pool.connections().get(1);

        for (int i = 0; i < 7; i++) {
            assertThat(done(second.call(Eth.chainId()))).isEqualTo(31337);
        }

        List<Long> made = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            made.add(pool.connections().get(i).stats().calls() - before.get(i));
        }
        assertThat(made).containsExactly(0L, 7L, 0L);
    }

    @Test
    void pool_errorOfTheNode_failsTypedCallsOnly() {
        HttpPool pool = done(manager.connectHttpPool(anvil.httpUrl(), 2));

        assertThat(failureOf(pool.call(Call.of("eth_noSuchThing", JsonReader::json))))
                .isInstanceOf(RpcException.class);
        assertThat(done(pool.send("eth_noSuchThing")).isError()).isTrue();
    }

    @Test
    void pool_disconnectedById_closesAllItsConnections() {
        HttpPool pool = done(manager.connectHttpPool(anvil.httpUrl(), 4));

        done(manager.disconnect(pool.id()));

        assertThat(pool.state()).isEqualTo(ConnectionState.CLOSED);
        assertThat(pool.connections()).extracting(BlockchainConnection::state).containsOnly(ConnectionState.CLOSED);
        assertThat(failureOf(pool.call(Eth.chainId()))).isInstanceOf(ConnectionClosedException.class);
        assertThat(manager.connectionStats().totalConnections()).isZero();
    }

    @Test
    void pool_oneConnectionDisconnected_goesOnWithTheOthers() {
        HttpPool pool = done(manager.connectHttpPool(anvil.httpUrl(), 3));
        BlockchainConnection one = pool.connections().get(0);

        done(manager.disconnect(one.id()));

        assertThat(one.state()).isEqualTo(ConnectionState.CLOSED);
        for (int i = 0; i < 20; i++) {
            assertThat(done(pool.call(Eth.chainId()))).isEqualTo(31337);
        }
    }

    @Test
    void pool_allItsConnectionsDisconnectedAsTheGuideDoes_leavesNothing() {
        HttpPool pool = done(manager.connectHttpPool(anvil.httpUrl(), 3));

        for (BlockchainConnection one : pool.connections()) {
            done(manager.disconnect(one.id()));
        }

        assertThat(failureOf(pool.call(Eth.chainId()))).isInstanceOf(ConnectionClosedException.class);
        assertThat(manager.connectionStats().activeConnections()).isZero();
    }

    @Test
    void connectHttpPool_ofAWebSocketUrlOrWithoutSize_isRefused() {
        assertThatThrownBy(() -> manager.connectHttpPool(anvil.wsUrl(), 5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("http");
        assertThatThrownBy(() -> manager.connectHttpPool(anvil.httpUrl(), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1");
        assertThatThrownBy(() -> manager.connectWebSocket(anvil.httpUrl()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ws");
    }

    private static long calls(HttpPool pool) {
        return pool.connections().stream()
                .map(BlockchainConnection::stats)
                .mapToLong(ConnectionStats::calls)
                .sum();
    }
}
