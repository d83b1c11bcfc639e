package io.windlass.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.BlockHeader;
import io.windlass.BlockchainConnection;
import io.windlass.BlockchainConnectionManager;
import io.windlass.ChainEvent;
import io.windlass.Eth;
import io.windlass.Feeds;
import io.windlass.testkit.Devnet;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The example at the top of the README, compiled and run. */
class ReadmeExampleTest {
    private static void example(String url) {
        // begin
        try (var manager = BlockchainConnectionManager.create()) {
            BlockchainConnection node = manager.connect(url).join();
            long start = node.call(Eth.blockNumber()).join();
            node.subscribe(Feeds.logs())
                    .onEvent(log -> System.out.println("log of " + log.value().address()));
            for (ChainEvent<BlockHeader> head : node.listen(Feeds.newHeads())) {
                System.out.println("block #" + head.value().number());
                if (head.value().number() >= start + 10) {
                    break;
                }
            }
        }
        // end
    }

    @Test
    void example_onADevnet_showsBlocksAndLogs() {
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        PrintStream before = System.out;
        try (Devnet devnet = Devnet.builder().blockTime(Duration.ofMillis(20)).start()) {
            System.setOut(new PrintStream(shown, true, StandardCharsets.UTF_8));
            example(devnet.wsUrl());
        } finally {
            System.setOut(before);
        }

        assertThat(shown.toString(StandardCharsets.UTF_8)).contains("block #").contains("log of 0x");
    }

    @Test
    void example_inTheReadme_isThisOne() throws IOException {
        String readme = between("```java\n", "```", Files.readString(Path.of("..", "README.md")));
        String here = between(
                "// begin\n",
                "// end",
                Files.readString(Path.of("src", "test", "java", "io", "windlass", "cdi", "ReadmeExampleTest.java")));

        assertThat(readme.replaceAll("\"wss://[^\"]*\"", "url")).isEqualToIgnoringWhitespace(here);
    }

    private static String between(String begin, String end, String text) {
        int from = text.indexOf(begin) + begin.length();
        return text.substring(from, text.indexOf(end, from));
    }
}
