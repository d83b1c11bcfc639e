package io.windlass.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody else's program that depends on api, core and the HTTP transport and on nothing besides. */
class ConsumerIT {
    private static final Path SOURCES = Path.of(System.getProperty("basedir", "."), "src", "consumer", "java")
            .toAbsolutePath();

    @AutoClose
    private static Anvil anvil;

    private static List<Path> jars;

    @TempDir
    Path work;

    @BeforeAll
    static void resolve() {
        anvil = Anvil.start();
        jars = DependencyGraph.read().jarsOf("windlass-api", "windlass-core", "windlass-transport-http");
    }

    @Test
    void dependencies_holdNeitherNettyNorCdiNorStoreNorNetworks() {
        assertThat(jars)
                .extracting(jar -> jar.getFileName().toString())
                .anyMatch(name -> name.startsWith("methanol-"))
                .noneMatch(name -> name.contains("netty"))
                .noneMatch(name -> name.contains("cdi"))
                .noneMatch(name -> name.contains("weld"))
                .noneMatch(name -> name.contains("junit"))
                .filteredOn(name -> name.startsWith("windlass-"))
                .hasSize(3);
    }

    @Test
    void consumer_onTheClassPath_compilesAndRuns() {
        String classes = work.resolve("classes").toString();
        compile(
                "-cp",
                path(),
                "-d",
                classes,
                SOURCES.resolve("consumer/Main.java").toString());

        ChildJvm.Result run = ChildJvm.run(
                work, Map.of(), "-cp", classes + File.pathSeparator + path(), "consumer.Main", anvil.httpUrl());

        assertRan(run, false);
    }

    @Test
    void consumer_onTheModulePath_compilesAndRunsWithEngineAndTransportBoundAsServices() {
        String classes = work.resolve("modules").toString();
        compile(
                "-p",
                path(),
                "-d",
                classes,
                SOURCES.resolve("module-info.java").toString(),
                SOURCES.resolve("consumer/Main.java").toString());

        ChildJvm.Result run = ChildJvm.run(
                work,
                Map.of(),
                "-p",
                classes + File.pathSeparator + path(),
                "-m",
                "consumer/consumer.Main",
                anvil.httpUrl());

        assertRan(run, true);
    }

    @Test
    void consumer_withTheApiAlone_isToldWhichArtifactToAdd() {
        String api = DependencyGraph.read().jarsOf("windlass-api").stream()
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
        String classes = work.resolve("classes").toString();
        compile("-cp", api, "-d", classes, SOURCES.resolve("consumer/Main.java").toString());

        ChildJvm.Result run = ChildJvm.run(
                work, Map.of(), "-cp", classes + File.pathSeparator + api, "consumer.Main", anvil.httpUrl());

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.text()).contains("PluginException").contains("io.windlass:windlass-core");
    }

    @Test
    void example_onTheFirstScreenOfTheReadme_compiles() throws IOException {
        String readme = Files.readString(Artifacts.ROOT.resolve("README.md"));
        int start = readme.indexOf("```java\n") + "```java\n".length();
        String example = readme.substring(start, readme.indexOf("```", start));
        Path source = Files.writeString(
                work.resolve("Readme.java"),
                "import io.windlass.*;\nclass Readme { void example() { " + example + " } }\n");

        compile("-cp", path(), "-d", work.resolve("readme").toString(), source.toString());

        assertThat(work.resolve("readme/Readme.class")).exists();
    }

    private void compile(String... arguments) {
        // what other people's libraries leave to wish for is theirs
        List<String> all = new ArrayList<>(List.of("--release", "17", "-Xlint:all,-classfile,-path", "-Werror"));
        all.addAll(List.of(arguments));
        ChildJvm.Result compiled = ChildJvm.compile(work, all.toArray(String[]::new));
        assertThat(compiled.code()).as(compiled.text()).isZero();
    }

    private static void assertRan(ChildJvm.Result run, boolean asModule) {
        assertThat(run.code()).as(run.text()).isZero();
        assertThat(run.lines())
                .startsWith("named module: " + asModule, "chain: 31337", "raw: \"0x7a69\"", "pool: 2")
                .last()
                .asString()
                .as("the transport that is missing is named")
                .startsWith("ws: ")
                .contains("windlass-transport-websocket");
    }

    private static String path() {
        return jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }
}
