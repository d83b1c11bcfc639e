package io.windlass.benchmarks;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The comparison of {@link HttpPoolBenchmark} on a machine whose speed changes from one minute to the next: several JVMs of each
 * kind, warmed up one after the other, take turns of half a second against one devnet. Each round gives a ratio of what all of a
 * kind did; printed is one line of JSON with all rounds and the median ratio.
 *
 * <pre>java -cp 'benchmarks/target/windlass-benchmarks.jar:benchmarks/target/lib/*' \
 *     io.windlass.benchmarks.HttpPoolPairs callers [jvms 2] [warm-up s 45] [rounds 50]</pre>
 */
public final class HttpPoolPairs {
    private static final int SLICE_MILLIS = 500;
    private static final List<String> KINDS = List.of("windlass", "methanol");

    private HttpPoolPairs() {}

    /** Runs one comparison. */
    public static void main(String[] args) throws Exception {
        int callers = Integer.parseInt(args[0]);
        int jvms = args.length > 1 ? Integer.parseInt(args[1]) : 2;
        int warmUpSeconds = args.length > 2 ? Integer.parseInt(args[2]) : 45;
        int rounds = args.length > 3 ? Integer.parseInt(args[3]) : 50;
        List<Child> children = new ArrayList<>();
        try (DevnetProcess node = DevnetProcess.start()) {
            for (int i = 0; i < jvms; i++) {
                for (int kind = 0; kind < KINDS.size(); kind++) {
                    children.add(new Child(kind, node.httpUrl(), callers));
                }
            }
            for (Child child : children) {
                for (int second = 0; second < warmUpSeconds; second += 5) {
                    child.slice(5_000);
                }
            }
            report(callers, jvms, warmUpSeconds, compare(children, rounds));
        } finally {
            children.forEach(Child::end);
        }
    }

    /** What the JVMs of each kind did in each round, on average. */
    private static List<long[]> compare(List<Child> children, int rounds) throws IOException {
        List<Child> order = new ArrayList<>(children);
        List<long[]> all = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            long[] sums = new long[KINDS.size()];
            for (Child child : order) {
                sums[child.kind] += child.slice(SLICE_MILLIS);
            }
            for (int kind = 0; kind < sums.length; kind++) {
                sums[kind] = sums[kind] * KINDS.size() / children.size();
            }
            all.add(sums);
            Collections.reverse(order); // what drifts favours none
        }
        return all;
    }

    private static void report(int callers, int jvms, int warmUpSeconds, List<long[]> rounds) {
        double[] ratios =
                rounds.stream().mapToDouble(r -> (double) r[0] / r[1]).sorted().toArray();
        System.out.printf(
                "{\"callers\":%d,\"jvmsOfEach\":%d,\"warmUpSeconds\":%d,\"java\":\"%s\",\"windlass\":%.0f,\"methanol\":%.0f,"
                        + "\"ratio\":%.3f,\"ratioQuartiles\":[%.3f,%.3f],\"rounds\":%s}%n",
                callers,
                jvms,
                warmUpSeconds,
                Runtime.version(),
                median(rounds, 0),
                median(rounds, 1),
                ratios[ratios.length / 2],
                ratios[ratios.length / 4],
                ratios[ratios.length * 3 / 4],
                rounds.stream().map(Arrays::toString).toList());
    }

    private static double median(List<long[]> rounds, int kind) {
        long[] sorted = rounds.stream().mapToLong(r -> r[kind]).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static final class Child {
        private final int kind;
        private final Process process;
        private final Writer in;

        Child(int kind, String url, int callers) throws IOException {
            this.kind = kind;
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            HttpPoolSlices.class.getName(),
                            KINDS.get(kind),
                            url,
                            Integer.toString(callers))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            in = process.outputWriter();
        }

        /** Calls a second, over so many milliseconds. */
        long slice(int millis) throws IOException {
            in.write(millis + "\n");
            in.flush();
            String line = process.inputReader().readLine();
            if (line == null) {
                throw new IOException(KINDS.get(kind) + " ended; its error output says why");
            }
            return Long.parseLong(line);
        }

        void end() {
            process.destroy();
        }
    }
}
