package io.windlass.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.Log;
import io.windlass.it.HaltingStore.Halt;
import io.windlass.testkit.Devnet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Runs of {@link CrashingFollower} under one name, one after the other or several at once, and what they wrote. */
final class CrashRuns {
    private final Devnet chain;
    private final Path directory;
    private final String place;
    private final boolean poison;
    private final List<Path> outputs = new ArrayList<>();

    /**
     * @param place a state directory or a JDBC URL
     * @param poison whether there are events that no handler takes
     */
    CrashRuns(Devnet chain, Path directory, String place, boolean poison) {
        this.chain = chain;
        this.directory = directory;
        this.place = place;
        this.poison = poison;
    }

    /** A run that ends when somebody ends it. */
    Process start(boolean heals) {
        return start(DurableStep.LEASE, Halt.NEVER, heals);
    }

    /**
     * A run that halts at a step.
     *
     * @param kind what steps are counted
     * @param heals whether it takes what no handler took before, and sees to the dead letters
     */
    Process start(DurableStep kind, Halt halt, boolean heals) {
        Path output = directory.resolve("run-" + outputs.size());
        outputs.add(output);
        return ChildJvm.start(
                CrashingFollower.class,
                output,
                chain.wsUrl(),
                place,
                kind.name(),
                halt.toString(),
                Boolean.toString(poison && !heals),
                Boolean.toString(heals));
    }

    /** Waits until the run has ended by itself. */
    static int codeOf(Process run) throws InterruptedException {
        if (!run.waitFor(Patience.CHILD_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
            kill(run);
            throw new AssertionError("the run did not come to its end within " + Patience.CHILD_LIMIT);
        }
        return run.exitValue();
    }

    /** In good order. */
    static void end(Process run) throws InterruptedException {
        run.destroy();
        codeOf(run);
    }

    /** {@code kill -9}. */
    static void kill(Process run) {
        run.destroyForcibly();
        run.onExit().join();
    }

    int last() {
        return outputs.size() - 1;
    }

    /** Waits until a run has written so many lines, or has ended. */
    void awaitLines(int number, Process run, int least) {
        Patience.until(least + " lines", () -> lines(number).size() >= least || !run.isAlive());
    }

    List<String> lines(int number) throws IOException {
        Path output = outputs.get(number);
        return Files.exists(output) ? Files.readAllLines(output) : List.of();
    }

    /** What is left of all runs together: added and not removed afterwards. */
    Set<String> net() throws IOException {
        Set<String> held = new LinkedHashSet<>();
        for (int number = 0; number < outputs.size(); number++) {
            for (String line : lines(number)) {
                if (line.startsWith("+")) {
                    held.add(line.substring(1));
                } else {
                    held.remove(line.substring(1));
                }
            }
        }
        return held;
    }

    private Set<String> without(Set<String> places) throws IOException {
        Set<String> net = net();
        net.removeAll(places);
        return net;
    }

    /** Where the chain's logs are; those that no handler takes, or the others. */
    Set<String> places(boolean refused) {
        Set<String> places = new LinkedHashSet<>();
        for (Log log : chain.logs(0, chain.head().number())) {
            String place = Holdings.place(log.blockHash().toHex(), log.logIndex());
            if ((poison && CrashingFollower.isPoison(place)) == refused) {
                places.add(place);
            }
        }
        return places;
    }

    /** Waits until all runs together hold what the chain holds, which must rest, but for what no handler took at first. */
    void awaitTheChain() throws IOException {
        Set<String> expected = places(false);
        Set<String> refused = places(true);
        try {
            Patience.until(
                    "the runs hold what the chain holds", () -> without(refused).equals(expected));
        } catch (RuntimeException e) {
            Set<String> net = without(refused);
            assertThat(net).as("no more than the chain holds").isSubsetOf(expected);
            assertThat(net).as("no less").containsAll(expected);
            throw e;
        }
    }

    /** After a crash an event may come again; within a run it may not, unless it was taken back. */
    void assertNothingTwiceWithinARun() throws IOException {
        for (int number = 0; number < outputs.size(); number++) {
            Set<String> held = new LinkedHashSet<>();
            for (String line : lines(number)) {
                if (line.startsWith("+")) {
                    assertThat(held.add(line.substring(1)))
                            .as("%s once in run %s", line, number)
                            .isTrue();
                } else {
                    held.remove(line.substring(1)); // what an earlier run was given is taken back, too
                }
            }
        }
    }

    /** No run has told of a failure. */
    void assertNoneFailed() throws IOException {
        for (int number = 0; number < outputs.size(); number++) {
            assertThat(lines(number)).as("run %s", number).noneMatch(line -> line.startsWith("!"));
        }
    }
}
