package io.windlass.core.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windlass.ChainEvent;
import io.windlass.PluginException;
import io.windlass.spi.EventSink;
import io.windlass.spi.EventSinkProvider;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SinksTest {
    @TempDir
    private Path plugins;

    private final Sinks sinks = new Sinks();

    @AfterEach
    void close() {
        sinks.close();
    }

    /** A sink as a plugin brings it. */
    public static class Plain implements EventSinkProvider {
        @Override
        public String name() {
            return "plain";
        }

        @Override
        public EventSink open(Map<String, String> settings) {
            return new EventSink() {
                @Override
                public void write(List<? extends ChainEvent<?>> events) {}

                @Override
                public void close() {
                    throw new IllegalStateException("on purpose");
                }
            };
        }
    }

    /** Another of the same name. */
    public static final class Doubled extends Plain {}

    /** One that cannot be made. */
    public static final class Broken extends Plain {
        public Broken() {
            throw new IllegalStateException("on purpose");
        }
    }

    /** Runs with these providers on the path, as the plugins of an application are. */
    private <T> T with(Supplier<T> work, String... providers) throws IOException {
        Path services = Files.createDirectories(plugins.resolve("META-INF/services"));
        Files.write(services.resolve(EventSinkProvider.class.getName()), List.of(providers));
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {plugins.toUri().toURL()}, before)) {
            thread.setContextClassLoader(loader);
            return work.get();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private EventSink open(String name) {
        return sinks.apply(name, Map.of());
    }

    @Test
    void sink_thatComesWithWindlass_isThere() {
        EventSink file = sinks.apply(
                "json-lines", Map.of("path", plugins.resolve("events.jsonl").toString()));

        assertThat(file).isNotNull();
        assertThat(plugins.resolve("events.jsonl")).exists();
    }

    @Test
    void sink_ofAPlugin_isOpenedByItsName() throws IOException {
        assertThat(with(() -> open("plain"), Plain.class.getName())).isNotNull();
    }

    @Test
    void sink_thatNobodyOffers_saysWhatThereIs() {
        assertThatThrownBy(() -> open("kafka"))
                .isInstanceOf(PluginException.class)
                .hasMessageContaining("no sink is called 'kafka', found [json-lines]")
                .hasMessageContaining("add the artifact of the plugin");
    }

    @Test
    void sink_ofTwoPlugins_namesBothClasses() {
        assertThatThrownBy(() -> with(() -> open("plain"), Plain.class.getName(), Doubled.class.getName()))
                .isInstanceOf(PluginException.class)
                .hasMessageContainingAll(
                        "more than one sink is called 'plain'",
                        Plain.class.getName(),
                        Doubled.class.getName(),
                        "keep one");
    }

    @Test
    void sink_thatIsBroken_harmsNoOtherAndIsNamedWhenItIsMissed() throws IOException {
        assertThat(with(() -> open("plain"), Broken.class.getName(), Plain.class.getName()))
                .isNotNull();
        assertThatThrownBy(() -> with(() -> open("broken"), Broken.class.getName(), "no.such.Class"))
                .isInstanceOf(PluginException.class)
                .hasMessageContainingAll("could not be loaded", Broken.class.getName(), "no.such.Class");
    }

    @Test
    void sink_ofALaterJava_harmsNoOtherAndIsNamedWhenItIsMissed() throws IOException {
        byte[] code;
        try (var in = SinksTest.class.getResourceAsStream("SinksTest$Plain.class")) {
            code = in.readAllBytes();
        }
        code[6] = 0x7f; // the class file's major version
        String renamed = "io.windlass.core.wiring.SinksTest$Plaim"; // of the same length, so that the code stays whole
        byte[] text = new String(code, StandardCharsets.ISO_8859_1)
                .replace("SinksTest$Plain", "SinksTest$Plaim")
                .getBytes(StandardCharsets.ISO_8859_1);
        Path folder = Files.createDirectories(plugins.resolve("io/windlass/core/wiring"));
        Files.write(folder.resolve("SinksTest$Plaim.class"), text);

        assertThat(with(() -> open("plain"), renamed, Plain.class.getName())).isNotNull();
        assertThatThrownBy(() -> with(() -> open("late"), renamed))
                .isInstanceOf(PluginException.class)
                .hasMessageContainingAll("could not be loaded", "UnsupportedClassVersionError", "Plaim");
    }

    @Test
    void close_closesTheOthersThoughOneFails() throws IOException {
        with(() -> open("plain"), Plain.class.getName());
        EventSink file = sinks.apply(
                "json-lines", Map.of("path", plugins.resolve("events.jsonl").toString()));

        sinks.close();

        assertThatThrownBy(() -> file.write(List.of())).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> open("plain"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the manager is closed");
    }
}
