package io.windlass.core.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.BlockRef;
import io.windlass.Call;
import io.windlass.ChainEvent;
import io.windlass.Decoder;
import io.windlass.Hash;
import io.windlass.Json;
import io.windlass.JsonReader;
import io.windlass.ReplayableFeed;
import io.windlass.core.sim.ScriptedChain;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A plugin's feed: delivered with the promises that logs have. */
class ReplayBlocksTest {
    /** Two values a block, which name it. */
    private static final class Traces implements ReplayableFeed<String> {
        @Override
        public Call<List<Json>> read(Hash blockHash) {
            return Call.of("trace_block", ReplayableFeed.elements(), blockHash.toHex());
        }

        @Override
        public String name() {
            return "traces";
        }

        @Override
        public Class<String> type() {
            return String.class;
        }

        @Override
        public List<Object> subscribeParams() {
            return List.of("traces");
        }

        @Override
        public Decoder<String> decoder() {
            return JsonReader::string;
        }
    }

    private final FeedFixture f = new FeedFixture();
    private final List<ChainEvent<String>> events = new ArrayList<>();

    ReplayBlocksTest() {
        f.chain.script(asked -> asked.method().equals("trace_block")
                ? "[\"first of " + asked.params().get(0) + "\",\"second of "
                        + asked.params().get(0) + "\"]"
                : null);
    }

    private String value(String which, ScriptedChain.Block block) {
        return which + " of " + block.hash().toHex();
    }

    @Test
    void history_andNewBlocks_areReadByHash() {
        f.chain.grow(2);
        f.engine.subscribe(new Traces()).from(BlockRef.number(1)).onEvent(events::add);
        f.settle();
        f.chain.mineMany(1);
        f.settle();

        assertThat(events)
                .extracting(ChainEvent::value)
                .containsExactly(
                        value("first", f.chain.at(1)),
                        value("second", f.chain.at(1)),
                        value("first", f.chain.at(2)),
                        value("second", f.chain.at(2)),
                        value("first", f.chain.at(3)),
                        value("second", f.chain.at(3)));
        assertThat(events)
                .extracting(event -> event.position().orElseThrow().index())
                .containsExactly(0, 1, 0, 1, 0, 1);
    }

    @Test
    void blocksThatLeaveTheChain_areTakenBack() {
        f.engine.subscribe(new Traces()).onRemoved(f::note).onEvent(f::note);
        f.settle();
        f.chain.mineMany(1);
        f.settle();
        f.chain.reorg(1);
        f.settle();

        assertThat(f.got).containsExactly("+1/0", "+1/1", "-1/1", "-1/0", "+1/0", "+1/1", "+2/0", "+2/1");
    }

    @Test
    void aNamedOne_goesOnAfterARestart() {
        f.engine.subscribe(new Traces()).named("t").onRemoved(f::note).onEvent(f::note);
        f.settle();
        f.chain.mineMany(1);
        f.settle();
        f.restart();
        f.engine.subscribe(new Traces()).named("t").onRemoved(f::note).onEvent(f::note);
        f.settle();
        f.chain.mineMany(1);
        f.settle();

        assertThat(f.got).containsExactly("+2/0", "+2/1");
    }
}
