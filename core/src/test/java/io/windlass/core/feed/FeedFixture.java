package io.windlass.core.feed;

import io.windlass.BloomTrust;
import io.windlass.ChainEvent;
import io.windlass.Feed;
import io.windlass.Position;
import io.windlass.SubscriptionBuilder;
import io.windlass.SystemLogs;
import io.windlass.core.chain.FollowSettings;
import io.windlass.core.codec.JsonCodecProvider;
import io.windlass.core.delivery.Taps;
import io.windlass.core.runtime.EngineRuntime;
import io.windlass.core.sim.ScriptedChain;
import io.windlass.core.sim.World;
import io.windlass.spi.Codec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The feeds of one node, in a world of their own. */
final class FeedFixture {
    final World world = new World(1);
    final Codec codec = new JsonCodecProvider().create();
    final ScriptedChain chain = new ScriptedChain(world, codec);
    final ScriptedStore store = new ScriptedStore();
    final HeldExecutor handlers = new HeldExecutor(world);
    final Taps taps = new Taps();
    final List<String> got = new ArrayList<>();
    long chainId = 1;
    FollowSettings follow = FollowSettings.DEFAULTS;
    BloomTrust bloom = BloomTrust.NONE;
    SystemLogs systemLogs = SystemLogs.INCLUDE;
    long windowBytes = Long.MAX_VALUE;
    boolean pushes = true;
    int strays;
    FeedEngine engine = engine();

    /** As if the process had begun anew: what runs goes on, but nobody hears of it. */
    void restart() {
        got.clear();
        engine = engine();
    }

    FeedEngine engine() {
        FeedSource source = new FeedSource(
                "node",
                chain,
                pushes ? Optional.of(chain) : Optional.empty(),
                false,
                () -> chainId,
                () -> Optional.of(chain.at(0).hash()),
                text -> text);
        return new FeedEngine(
                source,
                codec,
                new EngineRuntime(world, world, world, handlers, world.random()),
                follow,
                new FeedServices(taps, () -> store, follow, bloom, systemLogs, windowBytes, Duration.ofSeconds(10)),
                () -> {},
                () -> strays++);
    }

    /** With other settings. */
    static FeedFixture with(FollowSettings follow, BloomTrust bloom, boolean pushes) {
        FeedFixture fixture = new FeedFixture();
        fixture.follow = follow;
        fixture.bloom = bloom;
        fixture.pushes = pushes;
        fixture.engine = fixture.engine();
        return fixture;
    }

    /** A chain of which only so many blocks below the head may change. */
    static FeedFixture ofDepth(int depth) {
        FollowSettings d = FollowSettings.DEFAULTS;
        return with(new FollowSettings(depth, d.pollInterval(), d.silence(), d.absence()), BloomTrust.NONE, true);
    }

    static FeedFixture of(SystemLogs systemLogs, FollowSettings follow) {
        FeedFixture fixture = new FeedFixture();
        fixture.systemLogs = systemLogs;
        fixture.follow = follow;
        fixture.engine = fixture.engine();
        return fixture;
    }

    static FeedFixture trusting(BloomTrust bloom) {
        return with(FollowSettings.DEFAULTS, bloom, true);
    }

    <T> SubscriptionBuilder<T> subscribe(Feed<T> feed) {
        return engine.subscribe(feed).onRemoved(this::note);
    }

    /** Writes down what came, as {@code +number/index×occurrence}; removals with a minus. */
    void note(ChainEvent<?> event) {
        Position at = event.position().orElseThrow();
        got.add((event.removed() ? "-" : "+")
                + at.blockNumber()
                + (at.index() == Position.END ? "" : "/" + at.index())
                + (event.occurrence() == 1 ? "" : "×" + event.occurrence()));
    }

    void run(Duration time) {
        world.advance(time);
    }

    /** Long enough for all that needs no more than answers. */
    void settle() {
        run(Duration.ofMillis(500));
    }
}
