package io.windlass.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Envelopes, and the same answers on both transports. */
class JsonRpcTest {
    private final Devnet devnet = Devnet.builder().chainId(97).start();
    private RawPeer socket;
    private RawPeer http;

    @BeforeEach
    void connect() throws IOException {
        socket = RawPeer.webSocket(devnet);
        http = RawPeer.http(devnet);
    }

    @AfterEach
    void close() throws IOException {
        socket.close();
        http.close();
        devnet.close();
    }

    @Test
    void simpleReads_answerOverBothTransports() throws IOException {
        assertBoth("eth_chainId", "[]", "0x61");
        assertBoth("net_version", "[]", "97");
        assertBoth("web3_clientVersion", "[]", "windlass-devnet");
        assertBoth("eth_blockNumber", "[]", "0x0");
        assertBoth("eth_syncing", "[]", false);
        assertBoth("eth_gasPrice", "[]", "0x77359400");
        String account = devnet.accounts().get(0).toHex();
        assertThat(http.postCall("eth_accounts", "[]").at("result").elements())
                .hasSize(10)
                .first()
                .isEqualTo(new Tree(account));
        assertBoth("eth_getBalance", "[\"" + account + "\",\"latest\"]", "0x21e19e0c9bab2400000");
        assertBoth("eth_getBalance", "[\"0x" + "0".repeat(40) + "\",\"latest\"]", "0x0");
    }

    @Test
    void ids_areEchoedAsTheyCame() throws IOException {
        for (String id : new String[] {
            "1",
            "9007199254740993",
            "123456789012345678901234567890",
            "-5",
            "1.50",
            "\"a \\u00e9\\n b\"",
            "\"\"",
            "null"
        }) {
            String request = "{\"id\":" + id + ",\"method\":\"eth_chainId\",\"jsonrpc\":\"2.0\"}";
            String expected = "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":\"0x61\"}";
            assertThat(http.post(request).body()).isEqualTo(expected);
            socket.send(request);
            assertThat(socket.frame().text()).isEqualTo(expected);
        }
    }

    @Test
    void requestWithoutId_isAnsweredWithIdNull() throws IOException {
        assertThat(http.post("{\"jsonrpc\":\"2.0\",\"method\":\"eth_chainId\"}").body())
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":null,\"result\":\"0x61\"}");
    }

    @Test
    void unknownMethod_isRefusedInGethsWords() throws IOException {
        assertError(http.postCall("eth_foo", "[]"), -32601, "the method eth_foo does not exist/is not available");
        assertError(socket.call("eth_foo", "[]"), -32601, "the method eth_foo does not exist/is not available");
    }

    @Test
    void malformedJson_isAParseErrorWithIdNull_andTheConnectionLives() throws IOException {
        for (String text : new String[] {"{", "", "nonsense", "{\"id\":1} trailing", "[{\"id\":1}", "{\"id\":1,}"}) {
            Tree answer = Tree.of(http.post(text).body());
            assertError(answer, -32700, "parse error");
            assertThat(answer.at("id").value()).isNull();
        }
        socket.send("{\"id\":");
        assertError(socket.message(), -32700, "parse error");
        socket.send(2, new byte[] {'{', (byte) 0xff});
        assertError(socket.message(), -32700, "parse error");
        assertThat(socket.result("eth_chainId", "[]").text()).isEqualTo("0x61");
    }

    @Test
    void batch_isAnsweredInOneMessageInOrder() throws IOException {
        String batch =
                "[" + RawPeer.request(1, "eth_chainId", "[]") + ",7," + RawPeer.request(2, "eth_foo", "[]") + "]";
        for (Tree answers : new Tree[] {Tree.of(http.post(batch).body()), overSocket(batch)}) {
            assertThat(answers.elements()).hasSize(3);
            assertThat(answers.at(0).at("result").text()).isEqualTo("0x61");
            assertError(answers.at(1), -32600, "invalid request");
            assertThat(answers.at(2).at("id").number()).isEqualTo(2);
            assertThat(answers.at(2).has("error")).isTrue();
        }
    }

    @Test
    void emptyBatch_isAnInvalidRequest() throws IOException {
        assertError(Tree.of(http.post("[]").body()), -32600, "empty batch");
        assertError(overSocket("[]"), -32600, "empty batch");
    }

    @Test
    void whatIsNoRequest_isRefused() throws IOException {
        assertError(overSocket("17"), -32600, "invalid request");
        assertError(overSocket("{\"id\":1,\"method\":\"eth_chainId\"}"), -32600, "invalid request");
        assertError(overSocket("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":{}}"), -32600, "invalid request");
        Tree named = overSocket("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_chainId\",\"params\":{}}");
        assertError(named, -32602, "non-array args");
        assertThat(named.at("id").number()).isOne();
    }

    @Test
    void wrongArguments_areNamedByTheirPlace() throws IOException {
        assertError(http.postCall("eth_getBlockByNumber", "[]"), -32602, "missing value for required argument 0");
        assertError(
                http.postCall("eth_getBlockByNumber", "[\"12\",false]"),
                -32602,
                "invalid argument 0: hex string without 0x prefix");
        assertError(
                http.postCall("eth_getBlockByNumber", "[1,false]"), -32602, "invalid argument 0: expected a string");
        assertError(
                http.postCall("eth_getBlockByNumber", "[\"0x1\",\"yes\"]"),
                -32602,
                "invalid argument 1: expected true or false");
        assertError(
                http.postCall("eth_getBlockByNumber", "[\"0x1\",false,1]"),
                -32602,
                "too many arguments, want at most 2");
        assertThat(http.postCall("eth_getBlockByHash", "[\"0x12\",false]")
                        .at("error")
                        .at("code")
                        .number())
                .isEqualTo(-32602);
        assertThat(http.postCall("eth_getBlockByNumber", "[\"0xffffffffffffffffff\",false]")
                        .at("error")
                        .at("code")
                        .number())
                .isEqualTo(-32602);
    }

    @Test
    void httpConnection_isKeptAlive() throws IOException {
        http.postCall("eth_chainId", "[]");
        http.postCall("eth_chainId", "[]");
        assertThat(devnet.connections()).isEqualTo(2);
        assertThat(http.post(RawPeer.request(1, "eth_chainId", "[]")).headers())
                .containsEntry("content-type", "application/json");
    }

    @Test
    void httpGet_saysWhatToDo() throws IOException {
        RawPeer.Response response = http.get();
        assertThat(response.status()).isEqualTo(405);
        assertThat(response.body()).contains("POST JSON-RPC");
    }

    @Test
    void subscriptions_areNotSupportedOverHttp() throws IOException {
        assertError(http.postCall("eth_subscribe", "[\"newHeads\"]"), -32601, "notifications not supported");
    }

    @Test
    void ping_isAnsweredWithItsPayload_andCloseIsEchoed() throws IOException {
        socket.send(RawPeer.PING, new byte[] {1, 2, 3});
        RawPeer.Frame pong = socket.frame();
        assertThat(pong.opcode()).isEqualTo(RawPeer.PONG);
        assertThat(pong.payload()).containsExactly(1, 2, 3);

        socket.send(RawPeer.CLOSE, new byte[] {3, (byte) 0xe8});
        RawPeer.Frame close = socket.frame();
        assertThat(close.opcode()).isEqualTo(RawPeer.CLOSE);
        assertThat(close.payload()).containsExactly(3, 0xe8);
        assertThat(socket.end()).isEqualTo(RawPeer.End.FIN);
    }

    private Tree overSocket(String text) throws IOException {
        socket.send(text);
        return socket.message();
    }

    private void assertBoth(String method, String params, Object expected) throws IOException {
        assertThat(socket.result(method, params).value()).isEqualTo(expected);
        assertThat(http.postCall(method, params).at("result").value()).isEqualTo(expected);
    }

    private static void assertError(Tree answer, int code, String message) {
        assertThat(answer.at("error").at("code").number()).isEqualTo(code);
        assertThat(answer.at("error").at("message").text()).isEqualTo(message);
    }
}
