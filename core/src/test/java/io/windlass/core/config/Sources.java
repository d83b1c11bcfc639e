package io.windlass.core.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.windlass.BlockchainConfig;
import io.windlass.ConfigurationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A working directory, a class path of directories and an environment, made by a test. */
final class Sources {
    static final String MODULE = """
            windlass.networks {
              ethereum.sepolia {
                chain-id = 11155111
                ws-urls = ["wss://public.example/sepolia"]
                rpc-urls = ["https://public.example/sepolia", "https://second.example/sepolia"]
                explorer = "https://explorer.example"
                block-time = 12s
              }
              bsc.testnet { chain-id = 97, block-time = 450ms }
            }
            """;

    private final Path root;
    private final List<Path> classPath = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();

    Sources(Path root) {
        this.root = root;
    }

    static Sources withModule(Path root) {
        return new Sources(root).reference(MODULE);
    }

    /** Another jar's {@code reference.conf}. */
    Sources reference(String hocon) {
        return onClassPath("reference.conf", hocon);
    }

    Sources application(String hocon) {
        return onClassPath("application.conf", hocon);
    }

    private Sources onClassPath(String name, String content) {
        Path entry = root.resolve("entry" + classPath.size());
        write(entry.resolve(name), content);
        classPath.add(entry);
        return this;
    }

    Sources yaml(String yaml) {
        return file("config/blockchain.yaml", yaml);
    }

    Sources file(String path, String content) {
        write(root.resolve(path), content);
        return this;
    }

    Sources variable(String name, String value) {
        environment.put(name, value);
        return this;
    }

    BlockchainConfig load() {
        return load(null);
    }

    BlockchainConfig load(String file) {
        URL[] urls = classPath.stream().map(Sources::url).toArray(URL[]::new);
        try (URLClassLoader loader = new URLClassLoader(urls, null)) {
            return ConfigLoader.load(file == null ? null : Path.of(file), environment, root, loader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ConfigurationException failure() {
        return failure(null);
    }

    ConfigurationException failure(String file) {
        ConfigurationException failure = catchThrowableOfType(ConfigurationException.class, () -> load(file));
        if (failure == null) {
            throw new AssertionError("the configuration was accepted");
        }
        return failure;
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String content) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
