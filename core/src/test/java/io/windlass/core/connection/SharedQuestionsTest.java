package io.windlass.core.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.BlockchainException;
import io.windlass.CloseReason;
import io.windlass.ConnectionLostException;
import io.windlass.EndpointException;
import io.windlass.RpcError;
import io.windlass.core.codec.JsonCodecProvider;
import io.windlass.core.rpc.Completion;
import io.windlass.core.sim.World;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SharedQuestionsTest {
    private final World world = new World(1);
    private final SharedQuestions questions = new SharedQuestions(
            new JsonCodecProvider().create(), world.runtime().ticker());
    private final List<Asked> asked = new ArrayList<>();
    private final List<String> told = new ArrayList<>();

    private record Asked(String by, Duration timeout, Completion completion) {
        void answer(String json) {
            byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
            completion.result(bytes, 0, bytes.length);
        }
    }

    private void ask(String name, String method) {
        Completion asker = new Completion() {
            @Override
            public void result(byte[] bytes, int offset, int length) {
                told.add(name + " " + new String(bytes, offset, length, StandardCharsets.UTF_8));
            }

            @Override
            public void error(RpcError error) {
                told.add(name + " " + error.code());
            }

            @Override
            public void failed(BlockchainException failure) {
                told.add(name + " " + failure.getClass().getSimpleName());
            }
        };
        questions.ask(
                method,
                List.of(),
                Duration.ofSeconds(10),
                asker,
                (timeout, completion) -> asked.add(new Asked(name, timeout, completion)));
    }

    private static ConnectionLostException lost() {
        CloseReason reason = CloseReason.of(CloseReason.Kind.NETWORK, 0, "broken");
        return new ConnectionLostException("the link was lost", "a", "eth_chainId", false, reason, null);
    }

    @Test
    void sameQuestion_atTheSameTime_isAskedOnce_andAnsweredToAll() {
        ask("a", "eth_chainId");
        ask("b", "eth_chainId");
        ask("c", "eth_blockNumber");
        assertThat(asked).extracting(Asked::by).containsExactly("a", "c");

        asked.get(0).answer("1");
        assertThat(told).containsExactly("a 1", "b 1");
        ask("d", "eth_chainId");
        assertThat(asked).as("later it is asked again").hasSize(3);
    }

    @Test
    void whatTheNodeRefuses_isRefusedToAll() {
        ask("a", "eth_chainId");
        ask("b", "eth_chainId");

        asked.get(0).completion().error(new RpcError(-32005, "too many", Optional.empty()));
        assertThat(told).containsExactly("a -32005", "b -32005");
        ask("a", "eth_chainId");
        ask("b", "eth_chainId");
        told.clear();
        asked.get(1)
                .completion()
                .failed(new EndpointException("no", "http://one.test", 401, false, Optional.empty(), null));
        assertThat(told).containsExactly("a EndpointException", "b EndpointException");
        assertThat(asked).hasSize(2);
    }

    /** Whoever asked may have been closed by its user. */
    @Test
    void whereTheOneThatAskedIsGone_theOthersAskThemselves_inTheTimeTheyHaveLeft() {
        ask("a", "eth_chainId");
        world.advance(Duration.ofSeconds(1));
        ask("b", "eth_chainId");
        world.advance(Duration.ofSeconds(2));

        asked.get(0).completion().failed(lost());
        assertThat(told).containsExactly("a ConnectionLostException");
        assertThat(asked).hasSize(2);
        assertThat(asked.get(1).by()).isEqualTo("b");
        assertThat(asked.get(1).timeout()).isEqualTo(Duration.ofSeconds(8));

        asked.get(1).completion().failed(lost());
        assertThat(told).containsExactly("a ConnectionLostException", "b ConnectionLostException");
    }
}
