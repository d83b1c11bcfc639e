package io.windlass.it;

import io.windlass.Address;
import io.windlass.Bytes;
import io.windlass.Hash;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A real node as a child process, on a free port of the loopback interface. Its own {@link #rpc} goes over java.net.http, so
 * that what Windlass reads can be compared with what the node says.
 */
final class Anvil implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("Listening on 127\\.0\\.0\\.1:(\\d+)");
    private static final AtomicInteger STARTED = new AtomicInteger();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Process process;
    private final int port;

    private Anvil(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts with the given command-line options, such as {@code --block-time 1}. Returns when the node listens. */
    static Anvil start(String... options) {
        return startOn(0, options);
    }

    /** Starts on a given port: a node that comes back where another one was. */
    static Anvil startOn(int port, String... options) {
        List<String> command = new ArrayList<>(
                List.of(AnvilBinary.path().toString(), "--host", "127.0.0.1", "--port", Integer.toString(port)));
        command.addAll(Arrays.asList(options));
        Path log = Path.of(
                System.getProperty("basedir", "."), "target", "anvil", "anvil-" + STARTED.incrementAndGet() + ".log");
        Process process;
        try {
            Files.createDirectories(log.getParent());
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            throw new IllegalStateException("cannot start " + command, e);
        }
        // a test run that dies takes its nodes with it
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        try {
            return new Anvil(process, awaitPort(process, log));
        } catch (RuntimeException | Error e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static int awaitPort(Process process, Path log) {
        int[] found = new int[1];
        Patience.until("anvil listens", () -> {
            String said = Files.readString(log);
            Matcher line = LISTENING.matcher(said);
            if (line.find()) {
                found[0] = Integer.parseInt(line.group(1));
                return true;
            }
            if (!process.isAlive()) {
                throw new IllegalStateException("anvil ended with " + process.exitValue() + ": " + said);
            }
            return false;
        });
        return found[0];
    }

    int port() {
        return port;
    }

    String wsUrl() {
        return "ws://127.0.0.1:" + port;
    }

    String httpUrl() {
        return "http://127.0.0.1:" + port;
    }

    /**
     * One JSON-RPC call. Parameters and result are plain Java values, see {@link PlainJson}.
     *
     * @throws IllegalStateException if the node answers with an error
     */
    Object rpc(String method, Object... params) {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("jsonrpc", "2.0");
        request.put("id", 1);
        request.put("method", method);
        request.put("params", Arrays.asList(params));
        HttpRequest post = HttpRequest.newBuilder(URI.create(httpUrl()))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(PlainJson.write(request)))
                .build();
        try {
            Map<?, ?> answer = (Map<?, ?>) PlainJson.read(
                    HTTP.send(post, HttpResponse.BodyHandlers.ofString()).body());
            if (answer.containsKey("error")) {
                throw new IllegalStateException(method + ": " + answer.get("error"));
            }
            return answer.get("result");
        } catch (IOException e) {
            throw new IllegalStateException("anvil does not answer " + method, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while anvil answered " + method, e);
        }
    }

    Map<?, ?> rpcObject(String method, Object... params) {
        return (Map<?, ?>) rpc(method, params);
    }

    List<?> rpcList(String method, Object... params) {
        return (List<?>) rpc(method, params);
    }

    long head() {
        return PlainJson.quantity(rpc("eth_blockNumber"));
    }

    /** Mines blocks one by one. */
    void mine(int blocks) {
        for (int i = 0; i < blocks; i++) {
            rpc("evm_mine");
        }
    }

    /** The first of the node's unlocked accounts. */
    Address account() {
        return Address.of((String) rpcList("eth_accounts").get(0));
    }

    /** Sends a transaction from {@link #account()} without waiting for its block. */
    Hash send(Map<String, Object> transaction) {
        Map<String, Object> complete = new LinkedHashMap<>(transaction);
        complete.put("from", account().toHex());
        return Hash.of((String) rpc("eth_sendTransaction", complete));
    }

    /** Sends a transaction and waits for its receipt. */
    Map<?, ?> transact(Map<String, Object> transaction) {
        Hash hash = send(transaction);
        Patience.until(
                "transaction " + hash + " is mined", () -> rpc("eth_getTransactionReceipt", hash.toHex()) != null);
        Map<?, ?> receipt = rpcObject("eth_getTransactionReceipt", hash.toHex());
        if (!"0x1".equals(receipt.get("status"))) {
            throw new IllegalStateException("the transaction failed: " + receipt);
        }
        return receipt;
    }

    /** Waits until what was sent is in a block. */
    void awaitAllMined() {
        Patience.until(
                "the pool is empty",
                () -> PlainJson.quantity(rpcObject("txpool_status").get("pending")) == 0);
    }

    /** Deploys the contract of {@code contracts/Emitter.sol}. */
    Emitter deployEmitter() {
        Map<?, ?> receipt = transact(Map.of("data", Emitter.bytecode().toHex(), "gas", "0x1e8480"));
        return new Emitter(this, Address.of((String) receipt.get("contractAddress")));
    }

    /** SIGSTOP: sockets stay up and nothing is answered any more. */
    void suspend() {
        signal("STOP");
        Path threads = Path.of("/proc", Long.toString(process.pid()), "task");
        if (Files.isDirectory(threads)) {
            // the signal is delivered a little later than it is sent
            Patience.until("all threads of anvil are stopped", () -> areStopped(threads));
        }
    }

    private static boolean areStopped(Path threads) throws IOException {
        try (Stream<Path> each = Files.list(threads)) {
            for (Path thread : each.toList()) {
                String stat = Files.readString(thread.resolve("stat"));
                // the state follows the name, which is in parentheses and may hold anything
                if (!stat.substring(stat.lastIndexOf(')')).startsWith(") T")) {
                    return false;
                }
            }
        }
        return true;
    }

    /** SIGCONT: everything that came meanwhile is answered late. */
    void resume() {
        signal("CONT");
    }

    /** SIGKILL; returns when the process is gone. */
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    private void signal(String name) {
        try {
            int code = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new IllegalStateException("kill -" + name + " ended with " + code);
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot signal anvil: these tests need the command kill", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while signalling anvil", e);
        }
    }

    @Override
    public void close() {
        kill();
    }

    /** Call data: a selector and numbers as 32-byte words. */
    static Bytes callData(String selector, long... words) {
        StringBuilder hex = new StringBuilder("0x").append(selector);
        for (long word : words) {
            hex.append(String.format("%064x", word));
        }
        return Bytes.fromHex(hex);
    }
}
