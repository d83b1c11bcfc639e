package io.windlass.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.Block;
import io.windlass.Bytes;
import io.windlass.ChainEvent;
import io.windlass.Hash;
import io.windlass.Log;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventViewTest {
    private static final Clock CLOCK = Clock.fixed(CommandRun.NOW, ZoneOffset.UTC);
    private static final Hash TRANSFER =
            Hash.keccak256("Transfer(address,address,uint256)".getBytes(StandardCharsets.US_ASCII));

    @Test
    void jsonHead_isTheContractsLine() {
        assertThat(JsonLines.heads().line(FakeEvent.head(12)).get())
                .isEqualTo("{\"kind\":\"head\",\"chainId\":31337,\"number\":12,\"hash\":\"0xabcdef01" + "0".repeat(55)
                        + "c\",\"parentHash\":\"0xabcdef01" + "0".repeat(55)
                        + "b\",\"timestamp\":1699999988,\"removed\":false,\"source\":\"live\"}");
    }

    @Test
    void jsonLog_isTheContractsLine() {
        Log log = FakeLog.of(12, 3, List.of(new Hash(0, 0, 0, 1), new Hash(0, 0, 0, 2)), Bytes.fromHex("0x00ff"));

        assertThat(JsonLines.logs().line(FakeEvent.log(log)).get())
                .isEqualTo("{\"kind\":\"log\",\"chainId\":31337,\"blockNumber\":12,\"blockHash\":\"0xabcdef01"
                        + "0".repeat(55) + "c\",\"transactionHash\":\"" + log.transactionHash()
                        + "\",\"logIndex\":3,\"address\":\"0xdac17f958d2ee523a2206206994597c13d831ec7\",\"topics\":[\"0x"
                        + "0".repeat(63) + "1\",\"0x" + "0".repeat(63)
                        + "2\"],\"data\":\"0x00ff\",\"removed\":false,\"source\":\"backfill\"}");
    }

    @Test
    void jsonLog_withoutTopicsAndData_keepsTheKeys() {
        Log log = FakeLog.of(12, 3, List.of(), Bytes.EMPTY);

        assertThat(JsonLines.logs().line(FakeEvent.removedLog(log)).get())
                .contains("\"topics\":[],\"data\":\"0x\",\"removed\":true,\"source\":");
    }

    @Test
    void jsonPending_isTheContractsLine() {
        assertThat(JsonLines.pending().line(FakeEvent.pending(1)).get())
                .isEqualTo("{\"kind\":\"pending\",\"chainId\":31337,\"hash\":\"0xabcdef01" + "0".repeat(55) + "1\"}");
    }

    @Test
    void headTable_countsTransactionsAndLogs() {
        FakeNode node = new FakeNode()
                .result("eth_getBlockByHash", Optional.of(FakeHeader.block(19_449_567, 142)))
                .result("eth_getLogs", 1310);
        HeadTable table = new HeadTable(node.connection(), CLOCK, false);

        assertThat(table.header()).isEqualTo("        BLOCK  HASH                    TXS      LOGS       AGE");
        assertThat(table.line(FakeEvent.head(19_449_567)).get())
                .isEqualTo("   19,449,567  0xabcdef01…28c6df       142     1,310       12s");
        assertThat(table.totals()).isEqualTo("142 transactions, 1,310 logs");
    }

    @Test
    void headTable_nodeThatCannotTell_showsADash() {
        HeadTable table = new HeadTable(
                new FakeNode()
                        .result("eth_getBlockByHash", Optional.<Block>empty())
                        .connection(),
                CLOCK,
                false);

        assertThat(table.line(FakeEvent.removedHead(1)).get())
                .isEqualTo("            1  0xabcdef01…000001         -         -       12s  removed");
        assertThat(table.totals()).isEqualTo("0 transactions, 0 logs");
    }

    @Test
    void headTable_withColour_keepsTheSameText() {
        FakeNode node = new FakeNode();
        String plain = new HeadTable(node.connection(), CLOCK, false)
                .line(FakeEvent.head(1))
                .get();
        String coloured = new HeadTable(node.connection(), CLOCK, true)
                .line(FakeEvent.head(1))
                .get();

        assertThat(coloured).contains("\033[1m").isNotEqualTo(plain);
        assertThat(coloured.replaceAll("\033\\[\\d*m", "")).isEqualTo(plain);
    }

    @Test
    void logTable_namesWellKnownEvents() {
        LogTable table = new LogTable(false);
        ChainEvent<Log> transfer = FakeEvent.log(FakeLog.of(19_449_567, 3, List.of(TRANSFER), Bytes.of(new byte[32])));
        ChainEvent<Log> unknown = FakeEvent.log(FakeLog.of(1, 12, List.of(Hash.ZERO), Bytes.of(new byte[2048])));
        ChainEvent<Log> anonymous = FakeEvent.log(FakeLog.of(1, 13, List.of(), Bytes.EMPTY));

        assertThat(table.header()).isEqualTo("        BLOCK    LOG  CONTRACT     EVENT                     DATA");
        assertThat(table.line(transfer).get())
                .isEqualTo("   19,449,567      3  0xdac1…1ec7  Transfer                  32 B");
        assertThat(table.line(unknown).get())
                .isEqualTo("            1     12  0xdac1…1ec7  0x00000000…000000       2.0 KB");
        assertThat(table.line(anonymous).get())
                .isEqualTo("            1     13  0xdac1…1ec7  (anonymous)                0 B");
    }

    @Test
    void pendingTable_showsTheWholeHash() {
        PendingTable table = new PendingTable(false);
        table.line(FakeEvent.pending(1)).get();

        assertThat(table.line(FakeEvent.pending(2)).get())
                .isEqualTo("        2  0xabcdef01" + "0".repeat(55) + "2")
                .hasSizeLessThan(80);
    }
}
