package io.windlass.core.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windlass.BlockHeader;
import io.windlass.BlockRef;
import io.windlass.CallTimeoutException;
import io.windlass.ChainEvent;
import io.windlass.ChainMismatchException;
import io.windlass.CloseReason;
import io.windlass.ConnectionClosedException;
import io.windlass.ConnectionFailedException;
import io.windlass.ConnectionLostException;
import io.windlass.ConnectionState;
import io.windlass.EndpointRefusedException;
import io.windlass.Eth;
import io.windlass.Feeds;
import io.windlass.Hash;
import io.windlass.RetryPolicy;
import io.windlass.RpcException;
import io.windlass.RpcResponse;
import io.windlass.StateChange;
import io.windlass.Subscription;
import io.windlass.core.codec.JsonCodecProvider;
import io.windlass.core.sim.ModelNode;
import io.windlass.core.sim.ScriptedLink;
import io.windlass.spi.TransportFailure;
import java.security.cert.CertificateExpiredException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManagedConnectionTest {
    private static final TransportFailure REFUSED =
            TransportFailure.of(TransportFailure.Kind.CONNECT, false, "connection refused");

    @Test
    void connect_whenTheNodeAnswers_isOpenAndKnowsItsChain() {
        ConnectionFixture f = ConnectionFixture.opened(1);

        assertThat(f.connection.state()).isEqualTo(ConnectionState.OPEN);
        assertThat(f.connection.chainId()).isEqualTo(1);
        assertThat(f.changes).extracting(StateChange::to).containsExactly(ConnectionState.OPEN);
    }

    @Test
    void connect_whenEveryAttemptIsRefused_failsAfterAsManyAsConfigured() {
        ConnectionFixture f = new ConnectionFixture(1, s -> s.maxRetries(2));
        f.transport.down(true);

        f.run(Duration.ofMinutes(1));

        assertThat(f.transport.attemptsAt()).hasSize(3);
        assertThat(f.connection.state()).isEqualTo(ConnectionState.FAILED);
        assertThatThrownBy(f.connected::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(ConnectionFailedException.class, e -> {
                    assertThat(e.attempts()).isEqualTo(3);
                    assertThat(e).hasMessageContaining("ws://node.test").hasMessageNotContaining("secret-key");
                });
        assertThat(f.world.pending()).isZero();
    }

    @Test
    void connect_whenRefusedWith401_failsAtOnceAndSaysWhatToCheck() {
        ConnectionFixture f = new ConnectionFixture(1, s -> s);
        f.transport.failNext(new TransportFailure(
                TransportFailure.Kind.STATUS, 401, Optional.empty(), false, "HTTP status 401", Optional.empty()));

        f.run(Duration.ofMinutes(1));

        assertThat(f.transport.attemptsAt()).hasSize(1);
        assertThatThrownBy(f.connected::join)
                .cause()
                .isInstanceOf(EndpointRefusedException.class)
                .hasMessageContaining("check the key");
    }

    @Test
    void connect_whenToldToRetryLater_waitsThatLong() {
        ConnectionFixture f = new ConnectionFixture(1, s -> s);
        f.transport.failNext(tooManyRequests(Duration.ofSeconds(7)));

        f.run(Duration.ofMinutes(1));

        List<Long> at = f.transport.attemptsAt();
        assertThat(at).hasSize(2);
        assertThat(Duration.ofNanos(at.get(1) - at.get(0))).isGreaterThanOrEqualTo(Duration.ofSeconds(7));
        assertThat(f.connection.state()).isEqualTo(ConnectionState.OPEN);
    }

    @ParameterizedTest
    @ValueSource(longs = {42, 86_400, Long.MAX_VALUE})
    void connect_whenToldToWaitLongerThanAFirstConnectMayTake_failsAtOnceAndNamesTheWait(long seconds) {
        ConnectionFixture f = new ConnectionFixture(1, s -> s);
        f.transport.failNext(tooManyRequests(Duration.ofSeconds(seconds)));

        f.run(Duration.ofSeconds(1));

        assertThat(f.connection.state()).isEqualTo(ConnectionState.FAILED);
        assertThatThrownBy(f.connected::join)
                .cause()
                .isInstanceOf(ConnectionFailedException.class)
                .hasMessageContaining("HTTP status 429")
                .hasMessageContaining("asks to wait " + Duration.ofSeconds(seconds));
        assertThat(f.world.pending()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {3_600, Long.MAX_VALUE})
    void reconnect_whenToldToWaitLong_waitsThatLongOrADay_andSomewhatMore(long seconds) {
        ConnectionFixture f = ConnectionFixture.opened(1);
        f.transport.failNext(tooManyRequests(Duration.ofSeconds(seconds)));

        f.link().cut();
        f.run(Duration.ofDays(2));

        List<Long> at = f.transport.attemptsAt();
        assertThat(at).hasSize(3);
        Duration asked = Duration.ofSeconds(Math.min(seconds, Duration.ofDays(1).toSeconds()));
        assertThat(Duration.ofNanos(at.get(2) - at.get(1)))
                .isBetween(asked.plusSeconds(1), asked.plus(asked.dividedBy(10)).plusSeconds(1));
        assertThat(f.connection.state()).isEqualTo(ConnectionState.OPEN);
    }

    private static TransportFailure tooManyRequests(Duration retryAfter) {
        return new TransportFailure(
                TransportFailure.Kind.STATUS, 429, Optional.of(retryAfter), false, "HTTP status 429", Optional.empty());
    }

    @Test
    void connect_overATransportThatLacksAClass_failsAndNamesIt() {
        ConnectionFixture f = new ConnectionFixture(1, s -> s.maxRetries(1));
        f.transport.down(true);
        f.transport.breakNext(new NoClassDefFoundError("org/example/Missing"));

        f.run(Duration.ofMinutes(1));

        assertThatThrownBy(f.connected::join)
                .cause()
                .isInstanceOf(ConnectionFailedException.class)
                .hasMessageContaining("NoClassDefFoundError: org/example/Missing")
                .hasRootCauseInstanceOf(NoClassDefFoundError.class);
        assertThat(f.connection.state()).isEqualTo(ConnectionState.FAILED);
        assertThat(f.world.pending()).isZero();
    }

    @Test
    void connect_overATransportThatKeepsNoTimeLimit_isGivenUpAllTheSame() {
        ConnectionFixture f = ConnectionFixture.opened(1);
        f.transport.hangs(true);

        f.link().cut();
        f.run(Duration.ofMinutes(5));
        assertThat(f.transport.attemptsAt()).hasSizeGreaterThan(5);
        assertThat(f.transport.hanging()).isLessThanOrEqualTo(1);
        assertThat(f.changes).last().extracting(StateChange::to).isEqualTo(ConnectionState.RECONNECTING);
        f.transport.hangs(false);
        f.run(Duration.ofMinutes(1));

        assertThat(f.connection.state()).isEqualTo(ConnectionState.OPEN);
        assertThat(f.transport.hanging()).isZero();
    }

    @Test
    void rotate_overATransportThatKeepsNoTimeLimit_givesTheAttemptUp() {
        ConnectionFixture f = ConnectionFixture.opened(1);
        f.transport.hangs(true);

        CompletableFuture<Void> rotated = f.connection.rotate();
        f.run(Duration.ofSeconds(11));

        assertThat(rotated).isCompletedExceptionally();
        assertThat(f.transport.hanging()).isZero();
        assertThat(f.connection.state()).isEqualTo(ConnectionState.OPEN);
    }

    @Test
    void disconnect_whileARotatedLinkStillEnds_isOverWhenBothAreGone() {
        ConnectionFixture f = ConnectionFixture.opened(1);
        f.link().silence();
        f.connection.send("eth_sendRawTransaction", "0x00"); // keeps the old link from ending
        f.world.settle();
        f.connection.rotate();
        f.run(Duration.ofSeconds(1));
        assertThat(f.node.links()).hasSize(2);

        CompletableFuture<Void> gone = f.connection.disconnect();
        while (!gone.isDone()) {
            f.run(Duration.ofMillis(1));
        }

        assertThat(f.node.links()).isEmpty();
    }

    @Test
    void reconnect_overATransportThatBreaksOnce_goesOn() {
        ConnectionFixture f = ConnectionFixture.opened(1);
        f.transport.breakNext(new StackOverflowError());

        f.link().cut();
        f.run(Duration.ofSeconds(5));

        assertThat(f.connection.state()).isEqualTo(ConnectionState.OPEN);
        assertThat(f.transport.attemptsAt()).hasSize(3);
    }

    @Test
    void connect_toAnotherChainThanConfigured_failsAtOnce() {
        ConnectionFixture f = new ConnectionFixture(1, s -> s.chainId(56));

        f.run(Duration.ofMinutes(1));

        assertThat(f.transport.attemptsAt()).hasSize(1);
        assertThatThrownBy(f.connected::join).cause().isInstanceOfSatisfying(ChainMismatchException.class, e -> {
            assertThat(e.expectedChainId()).isEqualTo(56);
            assertThat(e.actualChainId()).isEqualTo(1);
        });
        assertThat(f.node.links()).isEmpty();
    }

    @Test
    void reconnect_afterTheSocketWasCut_isImmediateAndResubscribes() {
        ConnectionFixture f = ConnectionFixture.opened(1);
        List<Long> heads = new ArrayList<>();
        f.connection
                .subscribe(Feeds.newHeads())
                .onEvent(e -> heads.add(e.value().number()));
        f.run(Duration.ofMillis(100));
        f.node.mine();
        f.run(Duration.ofMillis(100));

        f.link().cut();
        f.run(Duration.ofMillis(100));
        f.node.mine();
        f.run(Duration.ofMillis(100));

        assertThat(heads).containsExactly(1L, 2L);
        assertThat(f.connection.stats().reconnects()).isEqualTo(1);
        assertThat(f.changes)
                .extracting(StateChange::to)
                .containsExactly(ConnectionState.OPEN, ConnectionState.RECONNECTING, ConnectionState.OPEN);
    }

    @Test
    void reconnect_goesOnAsLongAsItTakes() {
        ConnectionFixture f = ConnectionFixture.opened(1);

        f.transport.down(true);
        f.link().cut();
        f.run(Duration.ofHours(10));
        assertThat(f.connection.state()).isEqualTo(ConnectionState.RECONNECTING);
        f.transport.down(false);
        f.run(Duration.ofMinutes(1));

        assertThat(f.connection.state()).isEqualTo(ConnectionState.OPEN);
        assertThat(f.transport.attemptsAt()).hasSizeGreaterThan(1_000);
    }

    @Test
    void reconnect_whenLinksDieBeforeAGoodRead_backsOff() {
        ConnectionFixture f = ConnectionFixture.opened(1);
        int before = f.transport.attemptsAt().size();

        for (int i = 0; i < 600; i++) {
            f.node.links().forEach(ScriptedLink::cut);
            f.run(Duration.ofMillis(100));
        }

        // a minute of links that die at once: without backoff there would be hundreds of attempts
        assertThat(f.transport.attemptsAt().size() - before).isLessThan(40);
    }

    /** As some providers do that are over their limit: the subscription is granted, and the link closed. */
    @Test
    void reconnect_toANodeThatAnswersAndThenHangsUp_backsOff() {
        ConnectionFixture f = ConnectionFixture.opened(1);
        f.connection.subscribe(Feeds.newHeads()).onEvent(e -> {});
        f.run(Duration.ofSeconds(1));
        int before = f.transport.attemptsAt().size();
        int subscribed = 0;

        for (int i = 0; i < 3_000; i++) {
            if (f.node.received("eth_subscribe") > subscribed) {
                subscribed = f.node.received("eth_subscribe");
                f.run(Duration.ofMillis(10));
                f.node.links().forEach(ScriptedLink::cut);
            }
            f.run(Duration.ofMillis(10));
        }

        assertThat(f.transport.attemptsAt().size() - before).isBetween(3, 40);
        f.run(Duration.ofMinutes(1));
        assertThat(f.connection.state()).isEqualTo(ConnectionState.OPEN);
    }

    @Test
    void reconnect_withALimit_countsLinksThatDieAtOnce() {
        ConnectionFixture f = new ConnectionFixture(1, s -> s.maxReconnects(3));
        f.run(Duration.ofSeconds(1));
        int before = f.transport.attemptsAt().size();

        for (int i = 0; i < 6_000; i++) {
            f.node.links().forEach(ScriptedLink::cut);
            f.run(Duration.ofMillis(10));
        }

        assertThat(f.connection.state()).isEqualTo(ConnectionState.FAILED);
        assertThat(f.transport.attemptsAt().size() - before).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 401, 403, 404, 407})
    void reconnect_thatIsRefusedForGood_makesNoOtherAttempt(int status) {
        ConnectionFixture f = ConnectionFixture.opened(1);
        f.transport.failNext(status(status));

        f.link().cut();
        f.run(Duration.ofMinutes(1));

        assertThat(f.connection.state()).isEqualTo(ConnectionState.FAILED);
    }

    /** What a load balancer or a node that starts may answer for a while. */
    @ParameterizedTest
    @ValueSource(ints = {200, 400, 405, 409, 421, 426, 499, 502})
    void reconnect_thatAnEndpointInTroubleRefuses_goesOn_whereAFirstConnectMayNot(int status) {
        ConnectionFixture f = ConnectionFixture.opened(1);
        f.transport.failNext(status(status), status(status), status(status));

        f.link().cut();
        f.run(Duration.ofMinutes(1));

        assertThat(f.connection.state()).isEqualTo(ConnectionState.OPEN);
        assertThat(f.transport.attemptsAt()).hasSize(5);
    }

    @Test
    void reconnect_overTls_failsForGoodForACertificateAlone() {
        ConnectionFixture broken = ConnectionFixture.opened(1);
        broken.transport.failNext(tls(new SSLException("Unsupported or unrecognized SSL message")));
        broken.link().cut();
        broken.run(Duration.ofMinutes(1));
        assertThat(broken.connection.state()).isEqualTo(ConnectionState.OPEN);

        ConnectionFixture expired = ConnectionFixture.opened(1);
        expired.transport.failNext(tls(new SSLHandshakeException("no").initCause(new CertificateExpiredException())));
        expired.link().cut();
        expired.run(Duration.ofMinutes(1));
        assertThat(expired.connection.state()).isEqualTo(ConnectionState.FAILED);
    }

    private static TransportFailure tls(Throwable cause) {
        return TransportFailure.of(TransportFailure.Kind.TLS, false, "the TLS handshake failed", cause);
    }

    private static TransportFailure status(int status) {
        return new TransportFailure(
                TransportFailure.Kind.STATUS,
                status,
                Optional.empty(),
                false,
                "HTTP status " + status,
                Optional.empty());
    }

    @Test
    void reconnect_toANodeOfAnotherChain_failsForGood() {
        ConnectionFixture f = ConnectionFixture.opened(1);

        f.node.chainId(5);
        f.link().cut();
        f.run(Duration.ofSeconds(5));

        assertThat(f.connection.state()).isEqualTo(ConnectionState.FAILED);
        CompletableFuture<Long> late = f.connection.call(Eth.blockNumber());
        f.world.settle();
        assertThatThrownBy(late::join)
                .cause()
                .isInstanceOf(ConnectionClosedException.class)
                .cause()
                .isInstanceOf(ChainMismatchException.class);
    }

    @Test
    void connect_toAnotherGenesisThanTheConfiguredOne_failsForGoodAndNamesBoth() {
        Hash other = Hash.keccak256(new byte[] {1});
        ConnectionFixture f = new ConnectionFixture(1, s -> s.genesis(other));

        f.run(Duration.ofSeconds(5));

        assertThat(f.connected).isCompletedExceptionally();
        assertThat(f.transport.attemptsAt()).hasSize(1);
        assertThat(f.changes.get(f.changes.size() - 1).reason().orElseThrow().message())
                .contains("its genesis block is " + f.node.chain().get(0).hash(), "expected " + other)
                .contains("correct the genesis");
    }

    @Test
    void connect_toTheConfiguredGenesis_opens() {
        ConnectionFixture f = new ConnectionFixture(
                1,
                s -> s.genesis(new ModelNode(new JsonCodecProvider().create())
                        .chain()
                        .get(0)
                        .hash()));

        f.run(Duration.ofSeconds(1));

        assertThat(f.connection.state()).isEqualTo(ConnectionState.OPEN);
    }

    @Test
    void reconnect_toAnotherChainOfTheSameId_failsForGoodAndNamesTheGenesis() {
        ConnectionFixture f = ConnectionFixture.opened(1);

        f.node.replaceChain();
        f.link().cut();
        f.run(Duration.ofSeconds(5));

        assertThat(f.connection.state()).isEqualTo(ConnectionState.FAILED);
        assertThat(f.changes.get(f.changes.size() - 1).reason().orElseThrow().message())
                .contains("another chain of the same id")
                .contains("genesis");
    }

    @Test
    void heartbeat_onAHalfOpenSocket_reconnectsWithinIntervalAndTimeout() {
        ConnectionFixture f = ConnectionFixture.opened(1);

        f.link().silence();
        f.run(Duration.ofSeconds(15 + 10 + 1));

        assertThat(f.connection.stats().reconnects()).isEqualTo(1);
        assertThat(f.changes.get(1).reason().orElseThrow().kind()).isEqualTo(CloseReason.Kind.TIMEOUT);
    }

    @Test
    void heartbeat_onAQuietButHealthySocket_leavesItAlone() {
        ConnectionFixture f = ConnectionFixture.opened(1);

        f.run(Duration.ofHours(1));

        assertThat(f.connection.stats().reconnects()).isZero();
        assertThat(f.node.received("eth_blockNumber")).isBetween(230, 240);
    }

    @Test
    void heartbeat_whileSuspended_asksNothingAndFindsNothing() {
        ConnectionFixture f = ConnectionFixture.opened(1);
        f.heartbeats.set(false);

        f.link().silence();
        f.run(Duration.ofMinutes(10));
        assertThat(f.connection.stats().reconnects()).isZero();
        assertThat(f.node.received("eth_blockNumber")).isZero();

        f.heartbeats.set(true);
        f.run(Duration.ofSeconds(41));
        assertThat(f.connection.stats().reconnects()).isEqualTo(1);
    }

    @Test
    void call_inFlightWhenTheLinkDies_isSentAgainIfItOnlyReads() {
        ConnectionFixture f = ConnectionFixture.opened(1);
        f.link().silence();
        CompletableFuture<Long> number = f.connection.call(Eth.blockNumber());
        f.world.settle();

        f.link().cut();
        f.run(Duration.ofSeconds(1));

        assertThat(number).isCompletedWithValue(0L);
    }

    @Test
    void call_inFlightWhenTheLinkDies_failsWithUnknownOutcomeIfItSends() {
        ConnectionFixture f = ConnectionFixture.opened(1);
        f.link().silence();
        CompletableFuture<RpcResponse> sent = f.connection.send("eth_sendRawTransaction", "0x00");
        f.world.settle();

        f.link().cut();
        f.run(Duration.ofSeconds(1));

        assertThatThrownBy(sent::join)
                .cause()
                .isInstanceOfSatisfying(
                        ConnectionLostException.class,
                        e -> assertThat(e.outcomeUnknown()).isTrue());
        assertThat(f.node.received("eth_sendRawTransaction")).isZero();
    }

    @Test
    void call_whileReconnecting_waitsForTheLink() {
        ConnectionFixture f = ConnectionFixture.opened(1);
        f.transport.down(true);
        f.link().cut();
        f.run(Duration.ofSeconds(1));

        CompletableFuture<RpcResponse> sent = f.connection.send("eth_sendRawTransaction", "0x00");
        f.run(Duration.ofSeconds(5));
        assertThat(sent).isNotDone();
        f.transport.down(false);
        f.run(Duration.ofSeconds(20));

        assertThat(sent.join().isError()).isFalse();
        assertThat(f.node.received("eth_sendRawTransaction")).isEqualTo(1);
    }

    @Test
    void call_withoutAnAnswer_failsAtItsDeadlineAndFreesItsPlace() {
        ConnectionFixture f = ConnectionFixture.opened(1);
        f.heartbeats.set(false);
        f.link().silence();

        CompletableFuture<Long> number = f.connection.call(Eth.blockNumber());
        f.run(Duration.ofSeconds(29));
        assertThat(number).isNotDone();
        f.run(Duration.ofSeconds(2));

        assertThatThrownBy(number::join).cause().isInstanceOf(CallTimeoutException.class);
        assertThat(f.connection.stats().inFlight()).isZero();
    }

    @Test
    void call_cancelled_freesItsPlaceAndIgnoresTheAnswer() {
        ConnectionFixture f = ConnectionFixture.opened(1);
        CompletableFuture<Long> number = f.connection.call(Eth.blockNumber());

        number.cancel(false);
        assertThat(f.connection.stats().inFlight()).isZero();
        f.run(Duration.ofSeconds(1));

        assertThat(number).isCancelled();
    }

    @Test
    void call_thatTheNodeRefuses_failsTypedAndAnswersRaw() {
        ConnectionFixture f = ConnectionFixture.opened(1);

        CompletableFuture<Object> typed = f.connection.call(io.windlass.Call.of("eth_nonsense", in -> in.json()));
        CompletableFuture<RpcResponse> raw = f.connection.send("eth_nonsense");
        f.run(Duration.ofSeconds(1));

        assertThatThrownBy(typed::join)
                .cause()
                .isInstanceOfSatisfying(
                        RpcException.class, e -> assertThat(e.error().code()).isEqualTo(-32601));
        assertThat(raw.join().error().orElseThrow().code()).isEqualTo(-32601);
    }

    @Test
    void subscription_whoseHeadsComeBeforeTheReply_losesNone() {
        ConnectionFixture f = new ConnectionFixture(1, s -> s, node -> {
            node.notifiesBeforeReply();
            return node;
        });
        f.run(Duration.ofSeconds(1));
        List<Long> heads = new ArrayList<>();

        f.node.mine();
        Subscription s = f.connection
                .subscribe(Feeds.newHeads())
                .from(BlockRef.number(1))
                .onEvent(e -> heads.add(e.value().number()));
        f.run(Duration.ofSeconds(1));

        assertThat(s.live()).isCompleted();
        assertThat(heads).containsExactly(1L);
    }

    @Test
    void subscription_duringAReorg_takesHeadsBackNewestFirst() {
        ConnectionFixture f = ConnectionFixture.opened(1);
        List<String> seen = new ArrayList<>();
        f.connection
                .subscribe(Feeds.newHeads())
                .onRemoved(e -> seen.add("-" + e.value().number()))
                .onEvent(e -> seen.add("+" + e.value().number() + "/" + e.occurrence()));
        f.run(Duration.ofMillis(100));
        f.node.mine();
        f.node.mine();
        f.node.mine();
        f.run(Duration.ofMillis(100));

        f.node.reorg(2);
        f.run(Duration.ofMillis(100));

        assertThat(seen).containsExactly("+1/1", "+2/1", "+3/1", "-3", "-2", "+2/1", "+3/1", "+4/1");
    }

    @Test
    void subscription_closed_isToldToTheNodeAndDeliversNothingMore() {
        ConnectionFixture f = ConnectionFixture.opened(1);
        List<ChainEvent<BlockHeader>> heads = new ArrayList<>();
        Subscription s = f.connection.subscribe(Feeds.newHeads()).onEvent(heads::add);
        f.run(Duration.ofMillis(100));

        s.close();
        f.node.mine();
        f.run(Duration.ofSeconds(1));

        assertThat(heads).isEmpty();
        assertThat(s.ended()).isCompleted();
        assertThat(f.node.received("eth_unsubscribe")).isEqualTo(1);
    }

    @Test
    void handler_thatFailsForGood_isCountedAndTheNextEventFollows() {
        ConnectionFixture f = ConnectionFixture.opened(1);
        List<Long> heads = new ArrayList<>();
        Subscription s = f.connection
                .subscribe(Feeds.newHeads())
                .retry(RetryPolicy.none())
                .onEvent(e -> {
                    if (e.value().number() == 1) {
                        throw new IllegalStateException("no");
                    }
                    heads.add(e.value().number());
                });
        f.run(Duration.ofMillis(100));
        f.node.mine();
        f.node.mine();
        f.run(Duration.ofMillis(100));

        assertThat(heads).containsExactly(2L);
        assertThat(s.stats().failed()).isEqualTo(1);
        assertThat(s.stats().delivered()).isEqualTo(1);
    }

    @Test
    void disconnect_endsCallsSubscriptionsAndTimers() {
        ConnectionFixture f = ConnectionFixture.opened(1);
        Subscription s = f.connection.subscribe(Feeds.newHeads()).onEvent(e -> {});
        f.run(Duration.ofMillis(100));
        f.link().silence();
        CompletableFuture<Long> number = f.connection.call(Eth.blockNumber());
        f.world.settle();

        CompletableFuture<Void> gone = f.connection.disconnect();
        f.run(Duration.ofSeconds(1));
        assertThat(number).isNotDone();
        f.run(Duration.ofSeconds(5));

        assertThat(gone).isCompleted();
        assertThat(f.connection.state()).isEqualTo(ConnectionState.CLOSED);
        assertThatThrownBy(number::join).cause().isInstanceOf(ConnectionClosedException.class);
        assertThat(s.ended()).isCompleted();
        assertThat(f.node.links()).isEmpty();
        assertThat(f.world.pending()).isZero();
        assertThat(f.connection.disconnect()).isCompleted();
    }

    @Test
    void disconnect_whileConnecting_leavesNoLinkBehind() {
        ConnectionFixture f = new ConnectionFixture(1, s -> s);

        CompletableFuture<Void> gone = f.connection.disconnect();
        f.run(Duration.ofSeconds(30));

        assertThat(gone).isCompleted();
        assertThat(f.node.links()).isEmpty();
        assertThat(f.connected).isCompletedExceptionally();
    }

    @Test
    void disconnect_withACallInFlight_letsItEnd() {
        ConnectionFixture f = ConnectionFixture.opened(1);
        CompletableFuture<Long> number = f.connection.call(Eth.blockNumber());

        CompletableFuture<Void> gone = f.connection.disconnect();
        CompletableFuture<Long> late = f.connection.call(Eth.blockNumber());
        f.run(Duration.ofSeconds(1));

        assertThat(number).isCompletedWithValue(0L);
        assertThatThrownBy(late::join).cause().isInstanceOf(ConnectionClosedException.class);
        assertThat(gone).isCompleted();
        assertThat(f.world.pending()).isZero();
    }

    @Test
    void rotate_underASubscription_losesAndDoublesNothing() {
        ConnectionFixture f = ConnectionFixture.opened(1);
        List<Long> heads = new ArrayList<>();
        f.connection
                .subscribe(Feeds.newHeads())
                .onEvent(e -> heads.add(e.value().number()));
        f.run(Duration.ofMillis(100));
        ScriptedLink old = f.link();

        CompletableFuture<Void> rotated = f.connection.rotate();
        for (int i = 0; i < 200; i++) {
            f.node.mine();
            f.run(Duration.ofMillis(1));
        }
        f.run(Duration.ofSeconds(1));

        assertThat(rotated).isCompleted();
        assertThat(old.isDead()).isTrue();
        assertThat(f.node.links()).hasSize(1).doesNotContain(old);
        assertThat(heads).hasSize(200).isSorted().doesNotHaveDuplicates();
        assertThat(f.changes).extracting(StateChange::to).containsExactly(ConnectionState.OPEN);
        assertThat(f.connection.stats().linksEndedBy()).containsExactly(Map.entry(CloseReason.Kind.ROTATED, 1L));
        assertThat(f.connection.stats().blindTime()).isZero();
    }

    @Test
    void rotate_fromASlowLinkToAFastOne_keepsOrderAndLosesNothing() {
        ConnectionFixture f = ConnectionFixture.opened(1);
        List<Long> heads = new ArrayList<>();
        List<Hash> pending = new ArrayList<>();
        f.connection
                .subscribe(Feeds.newHeads())
                .onEvent(e -> heads.add(e.value().number()));
        f.connection.subscribe(Feeds.newPendingTransactions()).onEvent(e -> pending.add(e.value()));
        f.run(Duration.ofMillis(100));
        List<Hash> sent = new ArrayList<>();

        for (int round = 0; round < 10; round++) {
            f.link().delay(Duration.ofMillis(200));
            for (int i = 0; i < 20; i++) {
                f.node.mine();
                sent.add(f.node.submit());
                f.run(Duration.ofMillis(3));
            }
            f.connection.rotate();
            for (int i = 0; i < 100; i++) {
                f.node.mine();
                sent.add(f.node.submit());
                f.run(Duration.ofMillis(3));
            }
            f.run(Duration.ofSeconds(3));
        }

        assertThat(heads).hasSize(1_200).isSorted().doesNotHaveDuplicates();
        assertThat(pending).containsExactlyElementsOf(sent);
        assertThat(f.connection.stats().linksEndedBy()).containsExactly(Map.entry(CloseReason.Kind.ROTATED, 10L));
        assertThat(f.node.links()).hasSize(1);
    }

    @Test
    void rotate_whenNoNewLinkComesUp_keepsTheOldOne() {
        ConnectionFixture f = ConnectionFixture.opened(1);
        ScriptedLink old = f.link();
        f.transport.down(true);

        CompletableFuture<Void> rotated = f.connection.rotate();
        f.run(Duration.ofSeconds(1));

        assertThatThrownBy(rotated::join).cause().isInstanceOf(ConnectionFailedException.class);
        assertThat(f.node.links()).containsExactly(old);
        assertThat(f.connection.state()).isEqualTo(ConnectionState.OPEN);
    }

    @Test
    void rotate_toANodeOfAnotherChain_keepsTheOldLink() {
        ConnectionFixture f = ConnectionFixture.opened(1);
        ScriptedLink old = f.link();
        f.node.chainId(5);

        CompletableFuture<Void> rotated = f.connection.rotate();
        f.run(Duration.ofSeconds(1));

        assertThatThrownBy(rotated::join).cause().isInstanceOf(ChainMismatchException.class);
        assertThat(f.node.links()).containsExactly(old);
    }

    @Test
    void rotate_withACallInFlightOnTheOldLink_waitsForIt() {
        ConnectionFixture f = ConnectionFixture.opened(1);
        ScriptedLink old = f.link();
        old.silence();
        f.connection.send("eth_sendRawTransaction", "0x00");
        f.world.settle();

        CompletableFuture<Void> rotated = f.connection.rotate();
        f.run(Duration.ofSeconds(5));
        assertThat(rotated).isNotDone();
        assertThat(old.isDead()).isFalse();
        f.run(Duration.ofSeconds(10));

        assertThat(rotated).isCompleted();
        assertThat(old.isDead()).isTrue();
    }

    @Test
    void rotate_whenTheOldLinkDiesMeanwhile_reconnectsOnce() {
        ConnectionFixture f = ConnectionFixture.opened(1);
        CompletableFuture<Void> rotated = f.connection.rotate();

        f.link().cut();
        f.run(Duration.ofSeconds(5));

        assertThat(rotated).isDone();
        assertThat(f.node.links()).hasSize(1);
        assertThat(f.connection.state()).isEqualTo(ConnectionState.OPEN);
    }

    @Test
    void rotate_whileTheOldLinkIsStillEnding_replacesTheNewOneToo() {
        ConnectionFixture f = ConnectionFixture.opened(1);
        ScriptedLink first = f.link();
        first.silence();
        f.connection.send("eth_sendRawTransaction", "0x00"); // keeps the old link from ending
        f.world.settle();
        f.connection.rotate();
        f.run(Duration.ofSeconds(1));
        ScriptedLink second = f.node.links().get(1);

        CompletableFuture<Void> again = f.connection.rotate();
        f.run(Duration.ofSeconds(1));
        assertThat(again).isNotDone();
        f.run(Duration.ofSeconds(20));

        assertThat(again).isCompleted();
        assertThat(f.node.links()).hasSize(1).doesNotContain(first, second);
    }

    @Test
    void maxAge_shorterThanAnOldLinkTakesToEnd_goesOnReplacing() {
        ConnectionFixture f = new ConnectionFixture(1, s -> s.maxAge(Duration.ofSeconds(3)));
        f.run(Duration.ofMillis(100));
        f.link().silence();
        f.connection.send("eth_sendRawTransaction", "0x00");
        f.run(Duration.ofMinutes(5));

        assertThat(f.connection.stats().linksEndedBy().get(CloseReason.Kind.ROTATED))
                .isGreaterThan(60L);
    }

    @Test
    void maxAge_replacesLinksBeforeTheyAreTooOld() {
        ConnectionFixture f = new ConnectionFixture(1, s -> s.maxAge(Duration.ofMinutes(10)));

        f.run(Duration.ofHours(1));

        assertThat(f.connection.stats().linksEndedBy().get(CloseReason.Kind.ROTATED))
                .isBetween(6L, 7L);
        assertThat(f.changes).extracting(StateChange::to).containsExactly(ConnectionState.OPEN);
    }

    @Test
    void reconnect_withALimit_failsForGoodBeyondIt() {
        ConnectionFixture f = new ConnectionFixture(1, s -> s.maxReconnects(3));
        f.run(Duration.ofSeconds(1));
        int before = f.transport.attemptsAt().size();

        f.transport.down(true);
        f.link().cut();
        f.run(Duration.ofMinutes(10));

        assertThat(f.connection.state()).isEqualTo(ConnectionState.FAILED);
        assertThat(f.transport.attemptsAt().size() - before).isEqualTo(3);
    }

    @Test
    void stall_whileTheNodesHeadGrows_isFoundAndTheLinkReplaced() {
        ConnectionFixture f = ConnectionFixture.opened(1);
        List<Long> heads = new ArrayList<>();
        f.connection
                .subscribe(Feeds.newHeads())
                .onEvent(e -> heads.add(e.value().number()));
        f.run(Duration.ofMillis(100));

        f.node.announcesHeads(false);
        for (int i = 0; i < 60 && f.connection.stats().reconnects() == 0; i++) {
            f.node.mine();
            f.run(Duration.ofSeconds(1));
        }

        assertThat(f.connection.stats().reconnects()).isEqualTo(1);
        assertThat(f.changes.get(1).reason().orElseThrow().message()).contains("stalled");
    }

    @Test
    void stats_tellBlindTimeLatencyAndWhyLinksEnded() {
        ConnectionFixture f = ConnectionFixture.opened(1);
        f.connection.call(Eth.blockNumber());
        f.run(Duration.ofSeconds(1));
        f.transport.down(true);
        f.link().cut();
        f.run(Duration.ofSeconds(20));
        Duration during = f.connection.stats().blindTime();
        f.transport.down(false);
        f.run(Duration.ofMinutes(1));

        assertThat(during).isBetween(Duration.ofSeconds(19), Duration.ofSeconds(20));
        assertThat(f.connection.stats().blindTime()).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(51));
        assertThat(f.connection.stats().linksEndedBy()).containsExactly(Map.entry(CloseReason.Kind.NETWORK, 1L));
        assertThat(f.connection.stats().latency().count()).isEqualTo(1);
        assertThat(f.connection.stats().latency().p99())
                .isBetween(Duration.ofNanos(1), Duration.ofMillis(20))
                .isEqualTo(f.connection.stats().latency().max());
    }

    @Test
    void listener_thatThrows_hindersNoOther() {
        ConnectionFixture f = new ConnectionFixture(1, s -> s);
        List<StateChange> seen = new ArrayList<>();
        f.connection.onStateChange(change -> {
            throw new IllegalStateException("no");
        });
        f.connection.onStateChange(change -> {
            throw new AssertionError("no");
        });
        f.connection.onStateChange(seen::add);

        f.run(Duration.ofSeconds(1));

        assertThat(seen).hasSize(1);
    }

    @Test
    void listener_thatBlocks_keepsNoOtherWaiting() {
        ConnectionFixture f = new ConnectionFixture(1, s -> s);
        List<StateChange> seen = new ArrayList<>();
        List<Integer> seenMeanwhile = new ArrayList<>();
        f.connection.onStateChange(change -> {
            f.world.advance(Duration.ofSeconds(1)); // as one that blocks its thread for so long
            seenMeanwhile.add(seen.size());
        });
        f.connection.onStateChange(seen::add);

        f.run(Duration.ofSeconds(5));

        assertThat(seenMeanwhile).containsExactly(1);
    }

    @Test
    void messages_thatNobodyAskedFor_areCountedAndHarmNothing() {
        ConnectionFixture f = ConnectionFixture.opened(1);
        ScriptedLink link = f.link();

        link.push("{\"jsonrpc\":\"2.0\",\"id\":999,\"result\":\"0x1\"}");
        link.push("{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32600,\"message\":\"invalid\"}}");
        link.push("<html>");
        link.push("[]");
        link.push("{\"hello\":\"world\"}");
        f.run(Duration.ofSeconds(1));
        CompletableFuture<Long> number = f.connection.call(Eth.blockNumber());
        f.run(Duration.ofSeconds(1));

        assertThat(number).isCompletedWithValue(0L);
        assertThat(f.connection.stats().strayMessages()).isEqualTo(4 + strayForEmptyBatch());
        assertThat(f.connection.stats().reconnects()).isZero();
    }

    /** An empty batch holds no envelope: whether it counts as one stray message is the codec's to say; it may not harm. */
    private static long strayForEmptyBatch() {
        return 1;
    }
}
