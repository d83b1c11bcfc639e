package io.windlass.cli;

import io.windlass.Block;
import io.windlass.BlockHeader;
import io.windlass.BlockRef;
import io.windlass.BlockchainConnection;
import io.windlass.Call;
import io.windlass.ChainEvent;
import io.windlass.Eth;
import io.windlass.Feeds;
import io.windlass.Hash;
import io.windlass.JsonReader;
import io.windlass.cli.Table.Column;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Heads for people. A header does not say how many transactions and logs its block has, so both are read. */
final class HeadTable implements EventView<BlockHeader> {
    private static final int UNKNOWN = -1;
    private static final long READ_SECONDS = 5;
    private static final int AHEAD = 32;

    private final BlockchainConnection node;
    private final Clock clock;
    private final Table table;
    private long transactions;
    private long logs;

    HeadTable(BlockchainConnection node, Clock clock, boolean colour) {
        this.node = node;
        this.clock = clock;
        table = new Table(
                colour,
                Column.right("BLOCK", 13, Style.BOLD),
                Column.left("HASH", 17, Style.ACCENT),
                Column.right("TXS", 8, Style.PLAIN),
                Column.right("LOGS", 8, Style.PLAIN),
                Column.right("AGE", 8, Style.DIM),
                Column.left("", 0, Style.WARNING));
    }

    @Override
    public String header() {
        return table.header();
    }

    @Override
    public int ahead() {
        return AHEAD;
    }

    @Override
    public Supplier<String> line(ChainEvent<BlockHeader> event) {
        BlockHeader head = event.value();
        Duration age = Duration.between(Instant.ofEpochSecond(head.timestamp()), clock.instant());
        CompletableFuture<Integer> transactionCount =
                orUnknown(node.call(Eth.block(BlockRef.hash(head.hash()))).thenApply(HeadTable::transactions));
        CompletableFuture<Integer> logCount = orUnknown(node.call(countLogs(head.hash())));
        return () -> {
            long sign = event.removed() ? -1 : 1;
            transactions += sign * Math.max(0, transactionCount.join());
            logs += sign * Math.max(0, logCount.join());
            return table.row(
                    Text.number(head.number()),
                    Text.shorten(head.hash()),
                    shown(transactionCount.join()),
                    shown(logCount.join()),
                    Text.age(age),
                    event.removed() ? "removed" : "");
        };
    }

    @Override
    public String totals() {
        return Text.count(transactions, "transaction") + ", " + Text.count(logs, "log");
    }

    /** {@code eth_getLogs} whose answer is counted, not kept. */
    private static Call<Integer> countLogs(Hash block) {
        Call<?> read = Eth.logs(Feeds.logs(), block);
        return new Call<>(read.method(), read.params(), HeadTable::countElements);
    }

    private static Integer countElements(JsonReader in) {
        int count = 0;
        in.beginArray();
        while (in.nextElement()) {
            in.skip();
            count++;
        }
        return count;
    }

    private static int transactions(Optional<Block> block) {
        return block.map(b -> b.transactionHashes().size()).orElse(UNKNOWN);
    }

    /** A node that cannot tell is no reason to stop: the cell says so. */
    private static CompletableFuture<Integer> orUnknown(CompletableFuture<Integer> count) {
        return count.completeOnTimeout(UNKNOWN, READ_SECONDS, TimeUnit.SECONDS).exceptionally(failure -> UNKNOWN);
    }

    private static String shown(int count) {
        return count == UNKNOWN ? "-" : Text.number(count);
    }
}
