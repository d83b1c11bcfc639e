package io.windlass.core.feed;

import io.windlass.BlockHeader;
import io.windlass.BlockRef;
import io.windlass.BloomTrust;
import io.windlass.ChainEvent;
import io.windlass.CloseReason;
import io.windlass.ConnectionLostException;
import io.windlass.Feeds;
import io.windlass.SubscriptionBuilder;
import io.windlass.SystemLogs;
import io.windlass.core.chain.FollowSettings;
import io.windlass.core.codec.JsonCodecProvider;
import io.windlass.core.delivery.Taps;
import io.windlass.core.runtime.EngineRuntime;
import io.windlass.core.runtime.Ticker;
import io.windlass.spi.Codec;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow.Publisher;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;

/** The compatibility kit of Reactive Streams, each of its rules as one test, against the engine on real threads. */
class PublisherTckTest {
    private static final int HEAD = 5_000;
    private static final ExecutorService THREADS = Executors.newCachedThreadPool();
    private static final ScheduledThreadPoolExecutor TIMER = new ScheduledThreadPoolExecutor(1);
    private static final Codec CODEC = new JsonCodecProvider().create();
    private static final StillChain CHAIN = new StillChain(CODEC, HEAD);

    /** TestNG's view of it; JUnit sees the methods that {@link #rules} lists. */
    static final class Kit extends FlowPublisherVerification<ChainEvent<BlockHeader>> {
        Kit() {
            super(new TestEnvironment(2_000, 100), 1_000);
        }

        @Override
        public Publisher<ChainEvent<BlockHeader>> createFlowPublisher(long elements) {
            SubscriptionBuilder<BlockHeader> heads =
                    engine().subscribe(Feeds.newHeads()).from(BlockRef.number(1));
            return (elements > HEAD ? heads : heads.to(BlockRef.number(elements))).publisher();
        }

        @Override
        public Publisher<ChainEvent<BlockHeader>> createFailedFlowPublisher() {
            FeedEngine engine = engine();
            engine.end(() -> new ConnectionLostException(
                    "the link is gone", "node", "eth_subscribe", false, CloseReason.local(), null));
            return engine.subscribe(Feeds.newHeads()).publisher();
        }
    }

    private static FeedEngine engine() {
        FeedSource source = new FeedSource(
                "node", CHAIN, Optional.empty(), false, () -> 1, () -> Optional.of(StillChain.hash(0)), text -> text);
        EngineRuntime runtime = new EngineRuntime(
                new Ticker() {
                    @Override
                    public long nanos() {
                        return System.nanoTime();
                    }

                    @Override
                    public Instant now() {
                        return Instant.now();
                    }
                },
                (delay, task) -> {
                    Future<?> scheduled = TIMER.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
                    return () -> scheduled.cancel(false);
                },
                THREADS,
                THREADS,
                new Random(1));
        FollowSettings often = FollowSettings.DEFAULTS.withRhythm(Duration.ofMillis(20), Duration.ofSeconds(15));
        FeedServices services = new FeedServices(
                new Taps(),
                () -> {
                    throw new IllegalStateException("nothing is named here");
                },
                often,
                BloomTrust.NONE,
                SystemLogs.INCLUDE,
                Long.MAX_VALUE,
                Duration.ZERO);
        return new FeedEngine(source, CODEC, runtime, often, services, () -> {}, () -> {});
    }

    @TestFactory
    Stream<DynamicTest> rules() {
        return Arrays.stream(Kit.class.getMethods())
                .filter(method -> method.isAnnotationPresent(org.testng.annotations.Test.class))
                .filter(method -> !method.getName().startsWith("untested_")) // the kit has nothing to say on these
                .sorted(Comparator.comparing(Method::getName))
                .map(method -> DynamicTest.dynamicTest(method.getName(), () -> check(method)));
    }

    private static void check(Method rule) throws Throwable {
        Kit kit = new Kit();
        kit.setUp();
        try {
            rule.invoke(kit);
        } catch (InvocationTargetException e) {
            throw e.getCause(); // a rule that is skipped is not passed
        }
    }

    @AfterAll
    static void stop() {
        THREADS.shutdownNow();
        TIMER.shutdownNow();
    }
}
