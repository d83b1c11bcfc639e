package io.windlass.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.Bytes;
import io.windlass.Hash;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BlocksOverRpcTest {
    private final Devnet devnet =
            Devnet.builder().transactionsPerBlock(3).logsPerBlock(7).start();
    private RawPeer peer;

    @BeforeEach
    void connect() throws IOException {
        peer = RawPeer.webSocket(devnet);
    }

    @AfterEach
    void close() throws IOException {
        peer.close();
        devnet.close();
    }

    @Test
    void hashes_parentHashes_andBlooms_canBeRecomputed() throws IOException {
        devnet.mine(4);
        devnet.reorg(2);
        String parent = "0x" + "0".repeat(64);
        for (int n = 0; n <= 4; n++) {
            Tree block = block(Quantity.of(n), true);
            assertThat(Checks.hash(block).toHex()).isEqualTo(block.at("hash").text());
            assertThat(block.at("parentHash").text()).isEqualTo(parent);
            parent = block.at("hash").text();

            List<Tree> logs = logs("{\"blockHash\":\"" + parent + "\"}");
            assertThat(logs).hasSize(n == 0 ? 0 : 7);
            assertThat(block.at("logsBloom").text())
                    .isEqualTo(Checks.bloom(logs).toHex());
            for (Tree transaction : block.at("transactions").elements()) {
                assertThat(Checks.transactionHash(transaction).toHex())
                        .isEqualTo(transaction.at("hash").text());
            }
        }
    }

    @Test
    void emptyBlocks_haveTheRootOfAnEmptyTrie() throws IOException {
        Tree genesis = block("earliest", false);
        String empty = "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421";
        assertThat(genesis.at("transactionsRoot").text()).isEqualTo(empty);
        assertThat(genesis.at("receiptsRoot").text()).isEqualTo(empty);
        assertThat(genesis.at("sha3Uncles").text())
                .isEqualTo("0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347");
    }

    @Test
    void tags_areRelativeToTheHead() throws IOException {
        devnet.mine(70);
        assertThat(block("latest", false).at("number").number()).isEqualTo(70);
        assertThat(block("safe", false).at("number").number()).isEqualTo(38);
        assertThat(block("finalized", false).at("number").number()).isEqualTo(6);
        assertThat(block("earliest", false).at("number").number()).isZero();
        assertThat(peer.result("eth_blockNumber", "[]").text()).isEqualTo("0x46");
    }

    @Test
    void finalized_ofAYoungChain_isTheGenesisBlock() throws IOException {
        devnet.mine(3);
        assertThat(block("finalized", false).at("number").number()).isZero();
        assertThat(block("safe", false).at("number").number()).isZero();
    }

    @Test
    void blockByHash_equalsBlockByNumber() throws IOException {
        devnet.mine(2);
        Tree byNumber = block("0x2", true);
        String hash = byNumber.at("hash").text();
        assertThat(peer.result("eth_getBlockByHash", "[\"" + hash + "\",true]")).isEqualTo(byNumber);
    }

    @Test
    void whatIsNotThere_isNull() throws IOException {
        String nothing = "\"0x" + "1".repeat(64) + "\"";
        assertThat(block("0x5", false).value()).isNull();
        assertThat(peer.result("eth_getBlockByHash", "[" + nothing + ",false]").value())
                .isNull();
        assertThat(peer.result("eth_getTransactionByHash", "[" + nothing + "]").value())
                .isNull();
        assertThat(peer.result("eth_getTransactionReceipt", "[" + nothing + "]").value())
                .isNull();
        assertThat(peer.result("eth_getBlockReceipts", "[\"0x5\"]").value()).isNull();
    }

    @Test
    void replacedBlocks_areForgotten() throws IOException {
        String replaced = devnet.mine(1).get(0).hash().toHex();
        String transaction = block("latest", false).at("transactions").at(0).text();
        devnet.reorg(1);
        assertThat(peer.result("eth_getBlockByHash", "[\"" + replaced + "\",false]")
                        .value())
                .isNull();
        assertThat(peer.result("eth_getTransactionReceipt", "[\"" + transaction + "\"]")
                        .value())
                .isNull();
        assertThat(error("eth_getLogs", "[{\"blockHash\":\"" + replaced + "\"}]"))
                .isEqualTo("-32000 unknown block");
    }

    @Test
    void receipts_agreeWithBlockAndLogs() throws IOException {
        devnet.mine(1);
        Tree block = block("latest", false);
        List<Tree> receipts =
                peer.result("eth_getBlockReceipts", "[\"latest\"]").elements();
        assertThat(receipts).hasSize(3);
        List<Tree> logs = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Tree receipt = receipts.get(i);
            String hash = block.at("transactions").at(i).text();
            assertThat(receipt.at("transactionHash").text()).isEqualTo(hash);
            assertThat(receipt.at("blockHash")).isEqualTo(block.at("hash"));
            assertThat(receipt.at("status").number()).isOne();
            assertThat(receipt.at("logsBloom").text())
                    .isEqualTo(Checks.bloom(receipt.at("logs").elements()).toHex());
            assertThat(peer.result("eth_getTransactionReceipt", "[\"" + hash + "\"]"))
                    .isEqualTo(receipt);
            logs.addAll(receipt.at("logs").elements());
        }
        assertThat(receipts.get(2).at("cumulativeGasUsed")).isEqualTo(block.at("gasUsed"));
        assertThat(logs).isEqualTo(logs("{\"fromBlock\":\"0x1\",\"toBlock\":\"0x1\"}"));
        assertThat(logs).extracting(l -> l.at("logIndex").number()).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(peer.result("eth_getBlockReceipts", "[\"" + block.at("hash").text() + "\"]")
                        .elements())
                .isEqualTo(receipts);
    }

    @Test
    void logs_areFilteredByAddressAndTopics() throws IOException {
        devnet.mine(20);
        List<Tree> all = logs("{\"fromBlock\":\"0x0\"}");
        assertThat(all).hasSize(140);
        Tree some = all.get(17);
        String address = some.at("address").text();
        String transfer = some.at("topics").at(0).text();
        String sender = some.at("topics").at(1).text();
        String other = all.get(0).at("topics").at(1).text();

        assertThat(logs("{\"fromBlock\":\"0x0\",\"address\":\"" + address + "\"}"))
                .isNotEmpty()
                .isEqualTo(all.stream()
                        .filter(l -> l.at("address").text().equals(address))
                        .toList());
        assertThat(logs("{\"fromBlock\":\"0x0\",\"address\":[\"" + address + "\",\""
                        + devnet.contracts().get(0) + "\"],\"topics\":[]}"))
                .isEqualTo(all.stream()
                        .filter(l -> l.at("address").text().equals(address)
                                || l.at("address")
                                        .text()
                                        .equals(devnet.contracts().get(0).toHex()))
                        .toList());
        assertThat(logs("{\"fromBlock\":\"0x0\",\"topics\":[null,[\"" + sender + "\",\"" + other + "\"]]}"))
                .isNotEmpty()
                .isEqualTo(all.stream()
                        .filter(l -> List.of(sender, other)
                                .contains(l.at("topics").at(1).text()))
                        .toList());
        assertThat(logs("{\"fromBlock\":\"0x0\",\"topics\":[\"" + transfer + "\"]}"))
                .isEqualTo(all);
        assertThat(logs("{\"fromBlock\":\"0x0\",\"topics\":[\"" + sender + "\"]}"))
                .isEmpty();
        assertThat(logs("{\"fromBlock\":\"0x0\",\"topics\":[null,null,null,null]}"))
                .as("a filter of four places wants logs of four topics")
                .isEmpty();
    }

    @Test
    void logs_withoutARange_areThoseOfTheHead() throws IOException {
        devnet.mine(2);
        assertThat(logs("{}")).hasSize(7).allMatch(l -> l.at("blockNumber").number() == 2);
    }

    @Test
    void logsOfADevnet_areTheLogsOverRpc() throws IOException {
        devnet.mine(2);
        List<Tree> read = logs("{\"fromBlock\":\"0x1\",\"toBlock\":\"latest\"}");
        assertThat(devnet.logs(1, 2))
                .extracting(l -> l.data().toHex())
                .isEqualTo(read.stream().map(l -> l.at("data").text()).toList());
        assertThat(devnet.logs(1, 2)).isEqualTo(devnet.logs(1, 2)); // by value, as what a connection decodes
    }

    @Test
    void rangesThatAreWrong_areRefusedAsGethDoes() throws IOException {
        devnet.mine(2);
        assertThat(error("eth_getLogs", "[{\"fromBlock\":\"0x2\",\"toBlock\":\"0x1\"}]"))
                .isEqualTo("-32602 invalid block range params");
        assertThat(error("eth_getLogs", "[{\"fromBlock\":\"0x1\",\"toBlock\":\"0x3\"}]"))
                .isEqualTo("-32602 block range extends beyond current head block");
        assertThat(error("eth_getLogs", "[{\"fromBlock\":\"0x1\",\"blockHash\":\"0x" + "0".repeat(64) + "\"}]"))
                .startsWith("-32602 cannot specify both BlockHash and FromBlock/ToBlock");
        assertThat(error("eth_getLogs", "[{\"topics\":[null,null,null,null,null]}]"))
                .isEqualTo("-32602 exceed max topics");
        assertThat(error("eth_getLogs", "[{\"topics\":[\"0x12\"]}]")).startsWith("-32602 invalid argument 0: ");
        assertThat(error("eth_getLogs", "[{\"fromBlock\":1}]"))
                .isEqualTo("-32602 invalid argument 0: fromBlock must be a string");
    }

    @Test
    void submittedTransaction_isPendingUntilItIsMined() throws IOException {
        String hash = devnet.submitTransaction().toHex();
        Tree pending = peer.result("eth_getTransactionByHash", "[\"" + hash + "\"]");
        assertThat(pending.at("blockHash").value()).isNull();
        assertThat(Checks.transactionHash(pending).toHex()).isEqualTo(hash);
        Tree pendingBlock = block("pending", false);
        assertThat(pendingBlock.at("number").number()).isOne();
        assertThat(pendingBlock.at("hash").value()).isNull();
        assertThat(pendingBlock.at("transactions").at(0).text()).isEqualTo(hash);

        devnet.mine(1);

        Tree mined = peer.result("eth_getTransactionByHash", "[\"" + hash + "\"]");
        assertThat(mined.at("blockHash").text()).isEqualTo(devnet.head().hash().toHex());
        assertThat(mined.at("transactionIndex").number()).isZero();
        assertThat(block("latest", false).at("transactions").elements()).hasSize(4);
    }

    @Test
    void sentTransactions_areMinedWithTheNextBlock() throws IOException {
        String to = devnet.accounts().get(1).toHex();
        String sent = peer.result(
                        "eth_sendTransaction",
                        "[{\"from\":\"" + devnet.accounts().get(0) + "\",\"to\":\"" + to
                                + "\",\"value\":\"0x10\",\"gas\":\"0x5208\",\"data\":\"0x1234\"}]")
                .text();
        String raw = peer.result("eth_sendRawTransaction", "[\"0x02c0\"]").text();
        assertThat(raw).isEqualTo(Hash.keccak256(new byte[] {2, (byte) 0xc0}).toHex());
        assertThat(error("eth_sendRawTransaction", "[\"0x02c0\"]")).isEqualTo("-32000 already known");
        devnet.mine(1);

        Tree block = block("latest", true);
        Tree first = block.at("transactions").at(0);
        assertThat(first.at("hash").text()).isEqualTo(sent);
        assertThat(first.at("to").text()).isEqualTo(to);
        assertThat(first.at("value").number()).isEqualTo(16);
        assertThat(first.at("input").text()).isEqualTo("0x1234");
        assertThat(block.at("transactions").at(1).at("hash").text()).isEqualTo(raw);
        assertThat(error("eth_sendRawTransaction", "[\"0x02c0\"]")).isEqualTo("-32000 already known");
    }

    @Test
    void extraData_tellsForksApart() throws IOException {
        devnet.mine(1);
        Tree before = block("latest", false);
        devnet.reorg(1);
        assertThat(Bytes.fromHex(block("latest", false).at("extraData").text()))
                .isNotEqualTo(Bytes.fromHex(before.at("extraData").text()));
    }

    private Tree block(String tag, boolean full) throws IOException {
        return peer.result("eth_getBlockByNumber", "[\"" + tag + "\"," + full + "]");
    }

    private List<Tree> logs(String filter) throws IOException {
        return peer.result("eth_getLogs", "[" + filter + "]").elements();
    }

    private String error(String method, String params) throws IOException {
        Tree error = peer.call(method, params).at("error");
        return error.at("code").number() + " " + error.at("message").text();
    }
}
