package io.windlass.core.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.core.codec.JsonCodecProvider;
import io.windlass.core.sim.ScriptedChain;
import io.windlass.core.sim.ScriptedChain.Block;
import io.windlass.core.sim.World;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ContestTest {
    private final World world = new World(1);
    private final ScriptedChain chain = new ScriptedChain(world, new JsonCodecProvider().create());
    private final Contest contest = new Contest(world);
    private final Block tip = chain.child(chain.head());

    private void pass(Duration time) {
        world.advance(time);
    }

    @Test
    void lasts_notTheFirstTime() {
        pass(Duration.ofHours(1));

        assertThat(contest.lasts(tip.header())).isFalse();
    }

    @Test
    void lasts_afterABlockTime() {
        contest.lasts(tip.header());
        pass(contest.patience().minusMillis(1));
        assertThat(contest.lasts(tip.header())).isFalse();
        pass(Duration.ofMillis(1));
        assertThat(contest.lasts(tip.header())).isTrue();
    }

    @Test
    void lasts_whileTheBranchGrows_countsFromItsBeginning() {
        contest.lasts(tip.header());
        pass(contest.patience());

        assertThat(contest.lasts(chain.child(tip).header())).isTrue();
    }

    @Test
    void lasts_forAnotherBranch_beginsAnew() {
        contest.lasts(tip.header());
        pass(contest.patience());

        assertThat(contest.lasts(chain.child(chain.head()).header())).isFalse();
    }

    @Test
    void settled_forgetsTheBranch() {
        contest.lasts(tip.header());
        pass(contest.patience());
        contest.settled();

        assertThat(contest.lasts(tip.header())).isFalse();
    }

    @Test
    void arrived_learnsTheBlockTimeWithinBounds() {
        for (int i = 0; i < 40; i++) {
            contest.arrived();
            pass(Duration.ofSeconds(12));
        }
        assertThat(contest.patience()).isBetween(Duration.ofSeconds(11), Duration.ofSeconds(12));

        for (int i = 0; i < 40; i++) {
            contest.arrived();
            pass(Duration.ofHours(1));
        }
        assertThat(contest.patience()).isLessThanOrEqualTo(Duration.ofSeconds(15));

        for (int i = 0; i < 80; i++) {
            contest.arrived();
        }
        assertThat(contest.patience()).isBetween(Duration.ofMillis(100), Duration.ofMillis(110));
    }
}
