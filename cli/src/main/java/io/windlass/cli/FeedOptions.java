package io.windlass.cli;

import io.windlass.BlockRef;
import io.windlass.SubscriptionBuilder;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a feed begins, how settled its blocks must be, and what it remembers. */
final class FeedOptions {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,128}");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

    @Option(
            names = "--from",
            paramLabel = "N|earliest|latest",
            description =
                    "Begin with block N or the first one: history first, then live. By default only what comes after the"
                            + " latest block.")
    private @Nullable String from;

    @Option(
            names = "--confirmations",
            paramLabel = "N",
            description = "Show a block when N others are above it. Default 0.")
    private int confirmations;

    @Option(
            names = "--name",
            paramLabel = "ID",
            description =
                    "Remember in --state-dir what was shown under this name, and go on from there next time. What a"
                            + " crash interrupts is shown again; nothing is left out.")
    private @Nullable String name;

    @Option(names = "--state-dir", paramLabel = "DIR", description = "Where --name remembers; made if it is missing.")
    private @Nullable Path stateDirectory;

    @Option(
            names = "--immediate",
            description =
                    "Show logs as they are announced, before their block was read; the order within a block is not"
                            + " kept.")
    private boolean immediate;

    /**
     * Checks that the options fit together and to the feed.
     *
     * @param embedded true if the node is a devnet that lives as long as the command
     * @throws UsageException if they do not
     */
    void check(FeedKind kind, boolean embedded) {
        if (kind == FeedKind.PENDING) {
            refuseForPending("--from", from != null);
            refuseForPending("--confirmations", confirmations != 0);
            refuseForPending("--name", name != null);
        }
        start();
        if (confirmations < 0) {
            throw new UsageException("--confirmations must be 0 or more, was " + confirmations);
        }
        if (immediate && kind != FeedKind.LOGS) {
            throw new UsageException("--immediate is for logs: "
                    + (kind == FeedKind.HEADS ? "heads" : "pending transactions")
                    + " are shown at once anyway; leave it out");
        }
        if (immediate && confirmations > 0) {
            throw new UsageException(
                    "--immediate shows logs before their block is read, --confirmations after; leave one out");
        }
        checkName(embedded);
    }

    private static void refuseForPending(String option, boolean given) {
        if (given) {
            throw new UsageException(option
                    + " needs blocks, and pending transactions are in none; leave it out, or watch" + " heads or logs");
        }
    }

    private void checkName(boolean embedded) {
        if (name == null && stateDirectory != null) {
            throw new UsageException("--state-dir needs --name ID: the name under which it remembers");
        }
        if (name == null) {
            return;
        }
        if (stateDirectory == null) {
            throw new UsageException("--name needs --state-dir DIR: the directory in which it remembers");
        }
        if (!NAME.matcher(name).matches()) {
            throw new UsageException(
                    "--name takes 1 to 128 letters, digits, dots, dashes and underscores, was '" + name + "'");
        }
        if (embedded) {
            throw new UsageException(
                    "--name needs --url or --network: the embedded devnet ends with this command, so there"
                            + " is nothing to go on with");
        }
    }

    private BlockRef start() {
        if (from == null || from.equals("latest")) {
            return BlockRef.latest();
        }
        if (from.equals("earliest")) {
            return BlockRef.earliest();
        }
        if (!NUMBER.matcher(from).matches()) {
            throw new UsageException("--from takes a block number, earliest or latest, was '" + from + "'");
        }
        return BlockRef.number(Long.parseLong(from));
    }

    /** True if the node must announce what happens. */
    boolean needsPushes() {
        return immediate;
    }

    /** True if what is shown is remembered. */
    boolean isDurable() {
        return name != null;
    }

    /** Where it is remembered. */
    Optional<Path> stateDirectory() {
        return Optional.ofNullable(stateDirectory);
    }

    /** Asks for what the options say. */
    <T> SubscriptionBuilder<T> apply(SubscriptionBuilder<T> subscription) {
        SubscriptionBuilder<T> asked = subscription;
        if (from != null) {
            asked = asked.from(start());
        }
        if (confirmations > 0) {
            asked = asked.confirmations(confirmations);
        }
        if (immediate) {
            asked = asked.immediate();
        }
        return name == null ? asked : asked.named(name);
    }
}
