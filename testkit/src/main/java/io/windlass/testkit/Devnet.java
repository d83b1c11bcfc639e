package io.windlass.testkit;

import io.netty.util.concurrent.ScheduledFuture;
import io.windlass.Address;
import io.windlass.BlockHeader;
import io.windlass.Bytes;
import io.windlass.Hash;
import io.windlass.Log;
import java.math.BigInteger;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An Ethereum-like node inside the JVM, for tests and demos: JSON-RPC over HTTP and WebSocket on one loopback port, any
 * path, real sockets. There is no EVM behind it: blocks, transactions and logs are made up, but they fit together.
 *
 * <pre>{@code
 * try (Devnet devnet = Devnet.start()) {
 *     // connect something to devnet.wsUrl() or devnet.httpUrl()
 *     devnet.mine(3);                      // three blocks, announced to subscribers
 *     devnet.emit(contract, topics, data); // a log of your own, in the next block
 *     devnet.reorg(2);                     // the top two blocks are replaced by others
 *     devnet.faults().resetAll();          // and every socket dies
 * }
 * }</pre>
 *
 * <p><strong>Blocks.</strong> A block's hash is the Keccak-256 of its RLP-encoded header (the fields since London), its
 * parent hash the hash of the block before, its bloom that of its logs; a transaction's hash is that of its encoding. All
 * this can be checked. The roots of transactions and receipts are digests of the encoded lists, not of tries; the state
 * root and signatures are made up. Content depends on nothing but the seed, the chain id, the block's number, how many
 * reorgs there were, and what was submitted: two devnets that are treated alike have the same hashes. Timestamps begin at
 * 1,700,000,000; each block mined on demand adds 12 s, blocks mined on a timer bear the clock's time.
 *
 * <p><strong>Methods.</strong> {@code eth_chainId}, {@code net_version}, {@code web3_clientVersion}, {@code
 * eth_blockNumber}, {@code eth_syncing}, {@code eth_gasPrice}, {@code eth_accounts}, {@code eth_getBalance}, {@code
 * eth_getBlockByNumber}, {@code eth_getBlockByHash}, {@code eth_getBlockReceipts}, {@code eth_getLogs}, {@code
 * eth_getTransactionByHash}, {@code eth_getTransactionReceipt}, {@code eth_sendTransaction}, {@code
 * eth_sendRawTransaction} (both only fill the pool; a raw transaction is not decoded), and over WebSocket {@code
 * eth_subscribe} ({@code newHeads}, {@code logs}, {@code newPendingTransactions}, {@code syncing}) and {@code
 * eth_unsubscribe}; batches, too. Errors are worded as geth words them. {@code safe} is 32 blocks below the head, {@code
 * finalized} 64. Blocks that a reorg replaced are forgotten: reading them by hash finds nothing.
 *
 * <p>A WebSocket peer that does not read is disconnected when 256 MB wait for it.
 *
 * <p>Thread-safe. The devnet runs on one daemon thread of its own, which {@link #close()} ends.
 */
public final class Devnet implements AutoCloseable {
    private final long chainId;
    private final Node node;
    private final Server server;
    private final Faults faults;
    private final Object timerLock = new Object();
    private @Nullable ScheduledFuture<?> timer;
    private boolean closed;

    private Devnet(Builder b) {
        chainId = b.chainId;
        ChainSpec spec = new ChainSpec(b.chainId, b.seed, b.transactionsPerBlock, b.logsPerBlock);
        node = new Node(new Chain(new BlockFactory(spec)), InstantSource.system());
        FaultPlan plan = new FaultPlan(b.chainId);
        RpcEndpoint endpoint = new RpcEndpoint(new EthMethods(node, plan), node, plan);
        long maxBytesBehind = b.maxBytesBehind;
        server = new Server(b.port, () -> new HttpGateway(endpoint, node, plan, maxBytesBehind));
        faults = new Faults(plan, server, node, spec);
    }

    /** Starts a devnet with the defaults: a free port, chain id 1337, blocks on demand. */
    public static Devnet start() {
        return builder().start();
    }

    /** Starts from the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** {@code ws://127.0.0.1:port}. */
    public String wsUrl() {
        return "ws://127.0.0.1:" + port();
    }

    /** {@code http://127.0.0.1:port}. */
    public String httpUrl() {
        return "http://127.0.0.1:" + port();
    }

    /** The TCP port for HTTP and WebSocket. */
    public int port() {
        return server.port();
    }

    /** The chain id it was started with, whatever {@link Faults#changeChainId} makes it say. */
    public long chainId() {
        return chainId;
    }

    /**
     * Mines blocks, one after the other. Each is announced: for geth's sake first the transactions nobody has heard of, then
     * the logs, then the head. When this returns, all notifications are on their way, in order.
     *
     * @param blocks how many, 0 or more
     * @return the headers of the new blocks, oldest first
     */
    public List<BlockHeader> mine(int blocks) {
        if (blocks < 0) {
            throw new IllegalArgumentException("blocks must be >= 0, was " + blocks);
        }
        List<BlockHeader> mined = new ArrayList<>(blocks);
        for (int i = 0; i < blocks; i++) {
            mined.add(header(node.mine()));
        }
        return mined;
    }

    /** The newest block. */
    public BlockHeader head() {
        return header(node.read(Chain::head));
    }

    /**
     * A block of the canonical chain.
     *
     * @throws IllegalArgumentException if there is none with this number
     */
    public BlockHeader block(long number) {
        return header(blocks(number, number).get(0));
    }

    /** The hash of block 0; it depends on the chain id and the seed. */
    public Hash genesisHash() {
        return node.genesisHash();
    }

    /**
     * All logs of the canonical blocks from {@code fromBlock} to {@code toBlock}, both included, in order. They equal what a
     * connection reads or is pushed.
     *
     * @throws IllegalArgumentException if there are no such blocks
     */
    public List<Log> logs(long fromBlock, long toBlock) {
        List<Log> out = new ArrayList<>();
        for (DevBlock block : blocks(fromBlock, toBlock)) {
            for (MinedLog log : block.logs()) {
                byte[] json = ChainJson.log(block, log, false).toBytes();
                out.add(Log.decoder().decode(new JacksonReader(json)));
            }
        }
        return out;
    }

    /** The contracts that the invented logs come from: four addresses. Their logs look like token transfers. */
    public List<Address> contracts() {
        return node.factory().contracts();
    }

    /** The accounts that {@code eth_accounts} answers: ten addresses. */
    public List<Address> accounts() {
        return node.factory().accounts();
    }

    /** Submits a transaction: it is announced as pending, and mined with the next block. */
    public Hash submitTransaction() {
        Address to = node.factory().accounts().get(0);
        return node.submit(c -> c.submit(null, to, BigInteger.ONE, DevTransaction.TRANSFER_GAS, Bytes.EMPTY, List.of()))
                .hash();
    }

    /**
     * Submits a transaction that makes a contract emit a log: it is announced as pending, and mined with the next block, where
     * submitted transactions come before invented ones, in the order they were submitted.
     *
     * @param topics up to 4
     * @return the hash of the transaction
     */
    public Hash emit(Address contract, List<Hash> topics, Bytes data) {
        LogDraft log = new LogDraft(contract, topics, data);
        return node.submit(c -> c.submit(
                        null, contract, BigInteger.ZERO, DevTransaction.TRANSFER_GAS * 5, Bytes.EMPTY, List.of(log)))
                .hash();
    }

    /** Replaces the top blocks, announced as geth does it; see {@link #reorg(int, ReorgStyle)}. */
    public List<BlockHeader> reorg(int depth) {
        return reorg(depth, ReorgStyle.GETH);
    }

    /**
     * Replaces the top {@code depth} blocks by as many others, so that the height stays: mine another block for a branch that
     * is higher. What was submitted and is in the replaced blocks is gone with them; what is in the pool goes into the first
     * new block.
     *
     * @param depth 1 to the number of the head
     * @param style how subscribers are told
     * @return the headers of the new blocks, oldest first
     * @throws IllegalArgumentException if the chain has fewer blocks above its genesis
     */
    public List<BlockHeader> reorg(int depth, ReorgStyle style) {
        return node.reorg(depth, Objects.requireNonNull(style, "style")).stream()
                .map(Devnet::header)
                .toList();
    }

    /**
     * From now on mines a block each time {@code period} has passed; {@link Duration#ZERO} stops that. Mining on demand goes
     * on beside it.
     */
    public void setBlockTime(Duration period) {
        if (period.isNegative()) {
            throw new IllegalArgumentException("the block time must be >= 0 (0 for blocks on demand), was " + period);
        }
        synchronized (timerLock) {
            if (timer != null) {
                timer.cancel(false);
                timer = null;
            }
            node.ticking(!period.isZero());
            if (!period.isZero()) {
                timer = server.every(period, node::mine);
            }
        }
    }

    /** How many sockets are connected now. */
    public int connections() {
        return server.connections();
    }

    /** How many subscriptions run now, over all sockets: await this before mining what a subscriber must be told. */
    public int subscriptions() {
        return node.subscriptions();
    }

    /** How often a method was called since the start; calls that failed count, messages that were no JSON-RPC do not. */
    public long requests(String method) {
        return node.requests(method);
    }

    /** What can go wrong, on demand. */
    public Faults faults() {
        return faults;
    }

    /** Closes all sockets and the port, and ends the devnet's thread. Idempotent. */
    @Override
    public void close() {
        synchronized (timerLock) {
            if (closed) {
                return;
            }
            closed = true;
            if (timer != null) {
                timer.cancel(false);
            }
        }
        server.stop();
    }

    /** Shows the port and the chain id. */
    @Override
    public String toString() {
        return "Devnet[chainId=" + chainId + ", port=" + port() + "]";
    }

    private List<DevBlock> blocks(long from, long to) {
        return node.read(c -> {
            long head = c.head().number();
            if (from < 0 || to < from || to > head) {
                throw new IllegalArgumentException(
                        "blocks must be within 0 to " + head + ", the head; asked for " + from + " to " + to);
            }
            return c.range(from, to);
        });
    }

    private static BlockHeader header(DevBlock block) {
        return BlockHeader.decoder()
                .decode(new JacksonReader(ChainJson.header(block).toBytes()));
    }

    /** Collects the values of a {@link Devnet}. Not thread-safe. */
    public static final class Builder {
        private int port;
        private long chainId = 1337;
        private long seed;
        private Duration blockTime = Duration.ZERO;
        private int transactionsPerBlock = 2;
        private int logsPerBlock = 3;
        private long maxBytesBehind = 256L << 20;

        private Builder() {}

        /** The TCP port; 0, the default, for a free one. */
        public Builder port(int value) {
            port = within("port", 0, 65_535, value);
            return this;
        }

        /** The chain id, 1 or more. Default 1337. */
        public Builder chainId(long value) {
            if (value < 1) {
                throw new IllegalArgumentException("chainId must be >= 1, was " + value);
            }
            chainId = value;
            return this;
        }

        /** What all content is derived from: another seed makes another genesis. Default 0. */
        public Builder seed(long value) {
            seed = value;
            return this;
        }

        /** How often a block is mined; zero, the default, for blocks on demand. */
        public Builder blockTime(Duration value) {
            if (value.isNegative()) {
                throw new IllegalArgumentException("blockTime must be >= 0 (0 for blocks on demand), was " + value);
            }
            blockTime = value;
            return this;
        }

        /** How many transactions each block holds beside those that were submitted, 0 to 10,000. Default 2. */
        public Builder transactionsPerBlock(int value) {
            transactionsPerBlock = within("transactionsPerBlock", 0, 10_000, value);
            return this;
        }

        /**
         * How many logs the invented transactions of each block emit together, 0 to 100,000; with logs there is at least one
         * transaction. Default 3.
         */
        public Builder logsPerBlock(int value) {
            logsPerBlock = within("logsPerBlock", 0, 100_000, value);
            return this;
        }

        /** How many bytes may wait for a WebSocket peer before it is disconnected, 1 or more. Default 256 MiB. */
        public Builder maxBytesBehind(long value) {
            if (value < 1) {
                throw new IllegalArgumentException("maxBytesBehind must be >= 1, was " + value);
            }
            maxBytesBehind = value;
            return this;
        }

        /**
         * Starts the devnet; it listens when this returns.
         *
         * @throws java.io.UncheckedIOException if the port cannot be had
         */
        public Devnet start() {
            Devnet devnet = new Devnet(this);
            devnet.setBlockTime(blockTime);
            return devnet;
        }

        private static int within(String name, int least, int most, int value) {
            if (value < least || value > most) {
                throw new IllegalArgumentException(name + " must be " + least + " to " + most + ", was " + value);
            }
            return value;
        }
    }
}
