package io.windlass.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.BlockchainConnectionManager;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginsTest {
    private final ClassLoader before = Thread.currentThread().getContextClassLoader();

    @AfterEach
    void restore() {
        Thread.currentThread().setContextClassLoader(before);
    }

    @Test
    void networks_ofAJarInThePluginsDirectory_areListed(@TempDir Path plugins) throws IOException {
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(plugins.resolve("acme.jar")))) {
            jar.putNextEntry(new JarEntry("reference.conf"));
            jar.write(
                    "windlass.networks.acme.main { chain-id = 4242, ws-url = \"wss://acme.example/v1/0123456789abcdef\" }"
                            .getBytes(StandardCharsets.UTF_8));
            jar.closeEntry();
        }
        CommandRun run = new CommandRun().managers(BlockchainConnectionManager::create);

        assertThat(run.run("networks", "--plugins", plugins.toString())).isEqualTo(ExitCode.DONE);
        assertThat(run.out())
                .containsPattern("acme\\.main +4242 +ws +wss://acme\\.example/…")
                .contains("ethereum.mainnet")
                .doesNotContain("0123456789abcdef");
    }
}
