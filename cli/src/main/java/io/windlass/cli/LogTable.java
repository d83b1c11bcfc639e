package io.windlass.cli;

import io.windlass.ChainEvent;
import io.windlass.Log;
import io.windlass.cli.Table.Column;
import java.util.function.Supplier;

/** Logs for people. */
final class LogTable implements EventView<Log> {
    private final Table table;

    LogTable(boolean colour) {
        table = new Table(
                colour,
                Column.right("BLOCK", 13, Style.BOLD),
                Column.right("LOG", 5, Style.PLAIN),
                Column.left("CONTRACT", 11, Style.ACCENT),
                Column.left("EVENT", 20, Style.PLAIN),
                Column.right("DATA", 8, Style.DIM),
                Column.left("", 0, Style.WARNING));
    }

    @Override
    public String header() {
        return table.header();
    }

    @Override
    public Supplier<String> line(ChainEvent<Log> event) {
        Log log = event.value();
        String name = log.topics().isEmpty()
                ? "(anonymous)"
                : EventNames.of(log.topics().get(0));
        return () -> table.row(
                Text.number(log.blockNumber()),
                Text.number(log.logIndex()),
                Text.shorten(log.address()),
                name,
                Text.bytes(log.data().length()),
                event.removed() ? "removed" : "");
    }
}
