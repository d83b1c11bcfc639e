package io.windlass.it;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;

/** A node that can die and come back, and the proxy before it. */
final class FaultScene implements AutoCloseable {
    /** Nodes that start with the same time have the same genesis block. */
    private static final String[] GENESIS = {"--timestamp", "1700000000", "--accounts", "60"};

    private final FaultProxy proxy;
    private Anvil node = Anvil.start(GENESIS);
    private Path memory;

    FaultScene() {
        proxy = FaultProxy.before(node.port());
    }

    FaultProxy proxy() {
        return proxy;
    }

    Anvil node() {
        return node;
    }

    /** How many transactions of the account were executed. */
    long nonce(String account) {
        return PlainJson.quantity(node.rpc("eth_getTransactionCount", account, "latest"));
    }

    /** {@code kill -9}, after the node has written down its chain. */
    void killNode() {
        remember();
        node.kill();
    }

    /** Writes down the node's chain as it is now: with it the node comes back, whatever it adds until it is killed. */
    void remember() {
        String dump = (String) node.rpc("anvil_dumpState");
        try (InputStream state =
                new GZIPInputStream(new ByteArrayInputStream(HexFormat.of().parseHex(dump, 2, dump.length())))) {
            if (memory == null) {
                memory = Files.createTempFile("anvil", ".json");
            }
            Files.write(memory, state.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The node that was killed comes back on its port, with its chain. */
    void restartNode() {
        node = Anvil.startOn(node.port(), "--timestamp", "1700000000", "--load-state", memory.toString());
    }

    /** Another node takes the place of this one. */
    void replaceNode(String... options) {
        int port = node.port();
        node.kill();
        node = Anvil.startOn(port, options);
    }

    @Override
    public void close() {
        node.close();
        try {
            if (memory != null) {
                Files.delete(memory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
