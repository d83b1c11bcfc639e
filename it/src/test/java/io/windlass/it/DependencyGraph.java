package io.windlass.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Maven would bring to a consumer: the graph that the dependency plugin wrote for this module before the tests. */
final class DependencyGraph {
    private static final Path FILE = Path.of(System.getProperty("basedir", "."), "target", "dependencies.dot");
    private static final Pattern EDGE = Pattern.compile("\"([^\"]+)\" -> \"([^\"]+)\"");

    private final Map<String, Set<String>> edges = new LinkedHashMap<>();
    private final Map<String, String> versions = new LinkedHashMap<>();

    private DependencyGraph() {}

    static DependencyGraph read() {
        DependencyGraph graph = new DependencyGraph();
        try {
            for (String line : Files.readAllLines(FILE)) {
                Matcher edge = EDGE.matcher(line);
                if (edge.find()) {
                    graph.edges
                            .computeIfAbsent(graph.add(edge.group(1)), any -> new LinkedHashSet<>())
                            .add(graph.add(edge.group(2)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the graph that Maven writes at pre-integration-test", e);
        }
        return graph;
    }

    /** The artifacts with all they depend on, as files of the class path. */
    List<Path> jarsOf(String... artifactIds) {
        Set<String> reached = new LinkedHashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(artifactIds));
        while (!open.isEmpty()) {
            String artifact = open.pop();
            if (reached.add(artifact)) {
                open.addAll(edges.getOrDefault(artifact, Set.of()));
            }
        }
        return reached.stream()
                .map(artifact -> Artifacts.onClassPath(artifact, versions.get(artifact)))
                .toList();
    }

    /** From {@code group:artifact:type:version:scope}, in parentheses and with a remark where another mention was chosen. */
    private String add(String coordinates) {
        boolean chosen = !coordinates.startsWith("(");
        String[] part = (chosen ? coordinates : coordinates.substring(1)).split(":");
        if (chosen) {
            versions.put(part[1], part[3]);
        }
        return part[1];
    }
}
