package io.windlass.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.Json;
import io.windlass.RpcError;
import io.windlass.RpcResponse;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CallTest {
    private final FakeNode node = new FakeNode();
    private final CommandRun run = new CommandRun().manager(FakeManager.of(node));

    @Test
    void result_inAPipe_isOneCompactLine() {
        node.answers(RpcResponse.ofResult(Json.of("{ \"a\": [1,\n 2] }")));

        assertThat(run.run("call", "eth_x", "[\"latest\", {\"b\": 1}]", "--url", "http://fake:8545"))
                .isEqualTo(ExitCode.DONE);
        assertThat(run.out()).isEqualTo("{\"a\":[1,2]}\n");
        assertThat(run.err()).isEmpty();
        assertThat(node.sent).containsExactly("eth_x[\"latest\", {\"b\": 1}]");
    }

    @Test
    void result_onATerminal_isIndented() {
        node.answers(RpcResponse.ofResult(Json.of("{\"a\":1}")));

        run.terminal(new Terminal(true, true, true)).run("call", "eth_x", "--url", "ws://fake:8545");

        assertThat(run.out()).isEqualTo("{\n  \"a\": 1\n}\n");
    }

    @Test
    void nullResult_isPrinted() {
        assertThat(run.run("call", "eth_x", "--url", "ws://fake:8545")).isEqualTo(ExitCode.DONE);
        assertThat(run.out()).isEqualTo("null\n");
    }

    @Test
    void nodeError_isOneLineAndFailed() {
        node.answers(RpcResponse.ofError(new RpcError(-32601, "Method\nnot found", Optional.empty())));

        assertThat(run.run("call", "eth_x", "--url", "ws://fake:8545")).isEqualTo(ExitCode.FAILED);
        assertThat(run.out()).isEmpty();
        assertThat(run.errLines())
                .containsExactly("windlass: eth_x failed: the node answered -32601 Method not found;"
                        + " check the spelling, or ask a node that offers this method");
    }

    @Test
    void closedPipe_isDone() {
        assertThat(run.out(new BrokenPipe(0)).run("call", "eth_x", "--url", "ws://fake:8545"))
                .isEqualTo(ExitCode.DONE);
    }
}
