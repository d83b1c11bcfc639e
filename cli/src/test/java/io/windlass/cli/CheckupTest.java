package io.windlass.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.Json;
import io.windlass.RpcResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CheckupTest {
    private final FakeNode node = new FakeNode()
            .answers(RpcResponse.ofResult(Json.of("false")))
            .result("eth_getBlockByNumber", Optional.of(FakeHeader.of(7)));

    private Checkup checkup(Duration later) {
        return new Checkup(node.connection(), Clock.fixed(CommandRun.NOW.plus(later), ZoneOffset.UTC));
    }

    @Test
    void head_thatIsYoung_isFine() {
        assertThat(checkup(Duration.ZERO).head()).isEqualTo(Finding.ok("block 7, 12s old"));
    }

    @Test
    void head_thatIsOld_isNoted() {
        Finding finding = checkup(Duration.ofMinutes(10)).head();

        assertThat(finding.mark()).isEqualTo(Finding.Mark.NOTE);
        assertThat(finding.text()).contains("10m old", "the node is stuck");
    }

    @Test
    void head_ofANodeThatIsSyncing_isNoted() {
        node.answers(RpcResponse.ofResult(Json.of("{\"currentBlock\":\"0x7\"}")));

        assertThat(checkup(Duration.ZERO).head().text()).contains("still syncing: wait, or use another one");
    }

    @Test
    void finality_ofANodeThatKnowsNone_saysWhatToUse() {
        node.result("eth_getBlockByNumber", Optional.empty());

        assertThat(checkup(Duration.ZERO).finality())
                .isEqualTo(Finding.note("the node does not say what is final; use --confirmations"));
    }
}
