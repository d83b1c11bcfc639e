package io.windlass.core.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.BlockHeader;
import io.windlass.core.codec.JsonCodecProvider;
import io.windlass.core.sim.ScriptedChain;
import io.windlass.core.sim.ScriptedChain.Block;
import io.windlass.core.sim.World;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AbsenceTest {
    private static final Duration ENOUGH = Duration.ofSeconds(10);

    private final World world = new World(1);
    private final Absence absence = new Absence(world);

    private final ScriptedChain chain = new ScriptedChain(world, new JsonCodecProvider().create());

    private boolean denied(long number, Duration later) {
        return denied(number, chain.head(), later).isPresent();
    }

    private Optional<BlockHeader> denied(long number, Block head, Duration later) {
        world.advance(later);
        return absence.lasts(number, head.header(), ENOUGH);
    }

    @Test
    void lasts_afterTheStatedTimeAndThreeDenials() {
        assertThat(denied(9, Duration.ZERO)).isFalse();
        assertThat(denied(9, ENOUGH.minusMillis(1))).isFalse();
        assertThat(denied(9, Duration.ofMillis(1))).isTrue();
    }

    @Test
    void lasts_notAfterTwoDenialsHoweverFarApart() {
        denied(9, Duration.ZERO);

        assertThat(denied(9, ENOUGH.multipliedBy(10))).isFalse();
    }

    @Test
    void lasts_onceTheBlockWasThere_beginsAnew() {
        denied(9, Duration.ZERO);
        denied(9, ENOUGH);
        absence.present();

        assertThat(denied(9, Duration.ofSeconds(1))).isFalse();
        assertThat(denied(9, Duration.ofSeconds(1))).isFalse();
        assertThat(denied(9, Duration.ofSeconds(1))).isFalse();
    }

    @Test
    void lasts_forAnotherNumber_beginsAnew() {
        denied(9, Duration.ZERO);
        denied(9, ENOUGH);

        assertThat(denied(10, Duration.ofSeconds(1))).isFalse();
    }

    @Test
    void lasts_whereMachinesDiffer_theChainEndsAtTheHighestHead() {
        chain.grow(8);
        denied(9, chain.at(3), Duration.ZERO);
        denied(9, chain.at(8), Duration.ofSeconds(1));

        assertThat(denied(9, chain.at(3), ENOUGH)).hasValue(chain.at(8).header());
    }

    @Test
    void highest_isHowFarFeedsHaveBeen() {
        absence.reached(7);
        absence.reached(5);
        assertThat(absence.highest()).isEqualTo(7);

        absence.rolledBack(3);
        assertThat(absence.highest()).isEqualTo(3);
    }
}
