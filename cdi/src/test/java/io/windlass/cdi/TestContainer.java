package io.windlass.cdi;

import io.windlass.BlockchainConfig;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Boots Weld with the extension and the given beans, and nothing else of the class path. */
final class TestContainer {
    private TestContainer() {}

    @SuppressWarnings("unchecked") // addExtensions takes a generic array
    static SeContainer boot(Class<?>... beans) {
        return SeContainerInitializer.newInstance()
                .disableDiscovery()
                .addExtensions(WindlassExtension.class)
                .addBeanClasses(beans)
                .initialize();
    }

    /** Configuration of the network {@code test.local} alone. */
    static BlockchainConfig networkAt(String wsUrl, long chainId) {
        try {
            Path file = Files.createTempFile("networks", ".conf");
            try {
                Files.writeString(file, """
                        windlass.networks.test.local { chain-id = %d, ws-url = "%s" }
                        """.formatted(chainId, wsUrl));
                return BlockchainConfig.load(file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Awaits with more patience than a busy machine needs. */
    static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(30));
    }

    /** The names of live threads of Windlass: the engine's, the transports' and the devnet's. */
    static List<String> windlassThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.startsWith("windlass"))
                .toList();
    }
}
