package io.windlass.cli;

import io.windlass.ChainEvent;
import io.windlass.Hash;
import io.windlass.cli.Table.Column;
import java.util.function.Supplier;

/** Pending transactions for people: the whole hash, since that is all there is and what one copies. */
final class PendingTable implements EventView<Hash> {
    private final Table table;
    private long count;

    PendingTable(boolean colour) {
        table = new Table(colour, Column.right("COUNT", 9, Style.BOLD), Column.left("TRANSACTION", 66, Style.ACCENT));
    }

    @Override
    public String header() {
        return table.header();
    }

    @Override
    public Supplier<String> line(ChainEvent<Hash> event) {
        return () -> table.row(Text.number(++count), event.value().toHex());
    }
}
