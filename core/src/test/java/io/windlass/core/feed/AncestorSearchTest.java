package io.windlass.core.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.BlockHeader;
import io.windlass.Hash;
import io.windlass.core.chain.ChainPath;
import io.windlass.core.codec.JsonCodecProvider;
import io.windlass.core.runtime.Mailbox;
import io.windlass.core.sim.ScriptedChain;
import io.windlass.core.sim.World;
import io.windlass.spi.BlockMark;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AncestorSearchTest {
    private final World world = new World(1);
    private final ScriptedChain chain = new ScriptedChain(world, new JsonCodecProvider().create());
    private final AncestorSearch search = new AncestorSearch(chain, new Mailbox());
    private final List<String> answers = new ArrayList<>();

    private BlockMark mark(long number) {
        return new BlockMark(number, chain.at(number).hash());
    }

    private static BlockMark orphan(long number) {
        return new BlockMark(number, Hash.keccak256(new byte[] {(byte) number}));
    }

    /** The feed has passed the chain up to one block, and orphans above. */
    private List<BlockMark> passed(long common, long to) {
        List<BlockMark> marks = new ArrayList<>();
        for (long number = to; number > 0; number--) {
            marks.add(number > common ? orphan(number) : mark(number));
        }
        return marks;
    }

    private void among(List<BlockMark> passed, long pathFrom) {
        List<BlockHeader> headers = new ArrayList<>();
        for (long number = pathFrom; number <= chain.head().number(); number++) {
            headers.add(chain.at(number).header());
        }
        search.among(
                passed, new ChainPath(headers, 0, 0, -1, -1), () -> answers.add("waits"), new AncestorSearch.Found() {
                    @Override
                    public void ancestor(BlockMark block) {
                        answers.add("block " + block.number());
                    }

                    @Override
                    public void none() {
                        answers.add("none");
                    }

                    @Override
                    public void unknown() {
                        answers.add("unknown");
                    }
                });
        world.advance(Duration.ofSeconds(1));
    }

    @Test
    void among_whatThePathReaches_needsNoCall() {
        chain.grow(20);
        among(passed(15, 18), 10);

        assertThat(answers).containsExactly("block 15");
        assertThat(chain.asked("eth_getBlockByNumber")).isEmpty();
    }

    @Test
    void among_olderBlocks_isHalvedByAsking() {
        chain.grow(200);
        for (long common : List.of(1L, 2L, 77L, 147L, 148L)) {
            answers.clear();
            chain.forgetCalls();
            among(passed(common, 180), 150);

            assertThat(answers).containsExactly("waits", "block " + common);
            assertThat(chain.asked("eth_getBlockByNumber")).hasSizeLessThanOrEqualTo(8);
        }
    }

    @Test
    void among_onlyOrphans_findsNone() {
        chain.grow(30);
        among(passed(0, 20), 15);
        assertThat(answers).containsExactly("waits", "none");

        answers.clear();
        among(List.of(), 15);
        assertThat(answers).containsExactly("none");
    }

    @Test
    void among_whileTheChainCannotBeAsked_isUnknown() {
        chain.grow(30);
        chain.script(asked -> "null");
        among(passed(5, 20), 15);
        assertThat(answers).containsExactly("waits", "unknown");

        answers.clear();
        chain.script(asked -> {
            throw ScriptedChain.refusal(asked.method(), -32000, "down");
        });
        among(passed(5, 20), 15);
        assertThat(answers).containsExactly("waits", "unknown");
    }
}
