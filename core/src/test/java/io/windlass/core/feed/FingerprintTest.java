package io.windlass.core.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.Address;
import io.windlass.Feeds;
import io.windlass.Hash;
import io.windlass.core.sim.ScriptedChain;
import org.junit.jupiter.api.Test;

class FingerprintTest {
    private static final Address A = ScriptedChain.emitter(1);
    private static final Address B = ScriptedChain.emitter(2);
    private static final Hash T = ScriptedChain.topic(A);
    private static final Hash U = ScriptedChain.topic(B);

    @Test
    void of_equalFiltersHoweverPutTogether_isTheSame() {
        assertThat(Fingerprint.of(Feeds.logs().address(A, B).topic(0, T, U)))
                .isEqualTo(Fingerprint.of(Feeds.logs().topic(0, U, T).address(B).address(A)));
    }

    @Test
    void of_otherFilters_differs() {
        String one = Fingerprint.of(Feeds.logs().address(A).topic(0, T));

        assertThat(one)
                .isNotEqualTo(Fingerprint.of(Feeds.logs().address(A).topic(1, T)))
                .isNotEqualTo(Fingerprint.of(Feeds.logs().address(B).topic(0, T)))
                .isNotEqualTo(Fingerprint.of(Feeds.logs().address(A)))
                .isNotEqualTo(Fingerprint.of(Feeds.newHeads()));
    }

    @Test
    void of_anyFeed_staysTheSameAcrossReleases() {
        // stores hold these texts: a change here is a change of what is kept
        assertThat(Fingerprint.of(Feeds.newHeads())).startsWith("newHeads:").hasSize("newHeads:".length() + 32);
        assertThat(Fingerprint.of(Feeds.logs())).isEqualTo("logs:96783a68143a2ec5da2bca1d70565f77");
    }
}
