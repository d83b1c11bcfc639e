package io.windlass.core.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.Address;
import io.windlass.BlockRef;
import io.windlass.BloomTrust;
import io.windlass.Feeds;
import io.windlass.Hash;
import io.windlass.SystemLogs;
import io.windlass.core.chain.FollowSettings;
import io.windlass.core.sim.ScriptedChain;
import io.windlass.core.sim.ScriptedChain.Block;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Whether the logs of bor's state syncs are delivered: in what is read by hash, in ranges and in what is pushed. */
class SystemLogsTest {
    private static final int DEPTH = 8;

    private static FeedFixture fixture(SystemLogs systemLogs) {
        FollowSettings d = FollowSettings.DEFAULTS;
        return FeedFixture.of(systemLogs, new FollowSettings(DEPTH, d.pollInterval(), d.silence(), d.absence()));
    }

    /** Two transactions' logs and one of the state sync, which no bloom holds. */
    private static Block mine(FeedFixture f) {
        return mine(f, ScriptedChain.EMITTER, ScriptedChain.EMITTER, ScriptedChain.EMITTER);
    }

    private static Block mine(FeedFixture f, Address one, Address two, Address synced) {
        Block block = f.chain.child(f.chain.head(), one, two);
        String key = HexFormat.of().formatHex("matic-bor-receipt-".getBytes(StandardCharsets.US_ASCII))
                + String.format("%016x", block.number())
                + block.header().hash().toHex().substring(2);
        Hash transaction = Hash.keccak256(HexFormat.of().parseHex(key));
        String log = ScriptedChain.log(block.number(), block.header().hash(), 2, synced);
        block.logs()
                .add(log.replace(
                        "\"transactionHash\":\"" + block.header().hash(), "\"transactionHash\":\"" + transaction));
        f.chain.become(block);
        return block;
    }

    @Test
    void stateSyncs_areLeftOutOfBlocksAndRanges_whereTheyAreExcluded() {
        FeedFixture f = fixture(SystemLogs.EXCLUDE);
        for (int i = 0; i < 2 * DEPTH; i++) {
            mine(f);
        }
        f.subscribe(Feeds.logs()).from(BlockRef.number(1)).onEvent(f::note);
        f.run(Duration.ofSeconds(10));

        assertThat(f.got).hasSize(4 * DEPTH).allMatch(log -> log.endsWith("/0") || log.endsWith("/1"));
        assertThat(f.chain.asked("eth_getLogs")).anyMatch(asked -> asked.query().containsKey("fromBlock"));
    }

    @Test
    void stateSyncs_areDelivered_whereTheyAreIncluded() {
        FeedFixture f = fixture(SystemLogs.INCLUDE);
        for (int i = 0; i < 2 * DEPTH; i++) {
            mine(f);
        }
        f.subscribe(Feeds.logs()).from(BlockRef.number(1)).onEvent(f::note);
        f.run(Duration.ofSeconds(10));

        assertThat(f.got).hasSize(6 * DEPTH).contains("+1/2", "+" + 2 * DEPTH + "/2");
    }

    @Test
    void stateSync_thatTheBloomLeavesOut_isNoReasonToDoubtABlockWhoseBloomHitsByChance() {
        FeedFixture f = new FeedFixture();
        f.bloom = BloomTrust.POSITIVE_ONLY;
        f.engine = f.engine();
        // the address comes from one log of a transaction, the topic from another
        Address other = ScriptedChain.emitter(2);
        f.subscribe(Feeds.logs().address(ScriptedChain.EMITTER).topic(0, ScriptedChain.topic(other)))
                .onEvent(f::note);
        f.settle();
        Block block = mine(f, ScriptedChain.EMITTER, other, ScriptedChain.emitter(3));
        f.chain.announce(block);
        f.run(Duration.ofSeconds(30));

        assertThat(f.chain.asked("eth_getLogs")).hasSize(2);

        f.chain.mine();
        f.settle();
        assertThat(f.got).isEmpty();
        assertThat(f.chain.asked("eth_getLogs")).hasSize(3);
    }

    @Test
    void stateSync_thatIsPushed_isLeftOutWhereTheyAreExcluded() {
        FeedFixture f = fixture(SystemLogs.EXCLUDE);
        f.chain.mine();
        f.subscribe(Feeds.logs()).immediate().onEvent(f::note);
        f.settle();
        Block block = mine(f);
        block.logs().forEach(log -> f.chain.push("logs", log));
        f.settle();
        assertThat(f.got).containsExactlyInAnyOrder("+2/0", "+2/1");

        f.chain.announce(block);
        f.settle();
        assertThat(f.got).containsExactlyInAnyOrder("+2/0", "+2/1");
    }
}
