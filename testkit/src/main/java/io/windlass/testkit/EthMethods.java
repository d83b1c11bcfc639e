package io.windlass.testkit;

import io.windlass.Address;
import io.windlass.Bytes;
import io.windlass.Hash;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The methods of the node, with geth's checks and wording. Thread-safe. */
final class EthMethods {
    private static final long SAFE_DEPTH = 32;
    private static final long FINALIZED_DEPTH = 64;
    private static final int PRUNED = 4444;
    private static final int LIMIT_EXCEEDED = -32005;
    private static final BigInteger RICH = BigInteger.TEN.pow(22);

    private final Node node;
    private final FaultPlan faults;
    private final AtomicLong subscriptionIds = new AtomicLong();

    EthMethods(Node node, FaultPlan faults) {
        this.node = node;
        this.faults = faults;
    }

    /** Answers a call, or throws the error to answer with. */
    JsonBody call(String method, Params params, Caller caller) {
        return switch (method) {
            case "eth_chainId" -> JsonBody.quantity(faults.chainId);
            case "net_version" -> JsonBody.text(Long.toString(faults.chainId));
            case "web3_clientVersion" -> JsonBody.text("windlass-devnet");
            case "eth_blockNumber" ->
                JsonBody.quantity(node.answer(c -> c.head().number()));
            case "eth_syncing" -> JsonBody.bool(false);
            case "eth_gasPrice" -> JsonBody.quantity(BlockFactory.BASE_FEE + DevTransaction.PRIORITY_FEE);
            case "eth_accounts" ->
                JsonBody.array(node.factory().accounts().stream()
                        .map(a -> JsonBody.text(a.toHex()))
                        .toList());
            case "eth_getBalance" -> balance(params);
            case "eth_getBlockByNumber" -> blockByNumber(params);
            case "eth_getBlockByHash" -> blockByHash(params);
            case "eth_getBlockReceipts" -> blockReceipts(params);
            case "eth_getLogs" -> logs(params);
            case "eth_getTransactionByHash" -> transaction(params);
            case "eth_getTransactionReceipt" -> receipt(params);
            case "eth_sendTransaction" -> sendTransaction(params);
            case "eth_sendRawTransaction" -> sendRawTransaction(params);
            case "eth_subscribe" -> subscribe(params, caller);
            case "eth_unsubscribe" -> unsubscribe(params, caller);
            default ->
                throw new RpcFault(RpcFault.NO_METHOD, "the method " + method + " does not exist/is not available");
        };
    }

    private JsonBody balance(Params params) {
        params.atMost(2);
        Address account = params.parsed(0, Address::of);
        BigInteger balance = node.factory().accounts().contains(account) ? RICH : BigInteger.ZERO;
        return JsonBody.text(Quantity.of(balance));
    }

    private JsonBody blockByNumber(Params params) {
        params.atMost(2);
        String tag = params.string(0);
        boolean full = params.bool(1);
        if (tag.equals("pending")) {
            return node.answer(c -> ChainJson.pendingBlock(c.head(), c.pool(), full));
        }
        return block(node.answer(c -> c.block(number(c, tag, 0))), full);
    }

    private JsonBody blockByHash(Params params) {
        params.atMost(2);
        Hash hash = params.parsed(0, Hash::of);
        return block(node.answer(c -> c.block(hash)), params.bool(1));
    }

    private JsonBody block(@Nullable DevBlock block, boolean full) {
        return block == null ? JsonBody.NULL : ChainJson.block(kept(block), full);
    }

    private JsonBody blockReceipts(Params params) {
        params.atMost(1);
        String which = params.string(0);
        boolean byHash = which.length() == 66;
        DevBlock block = byHash
                ? node.answer(c -> c.block(params.parsed(0, Hash::of)))
                : node.answer(c -> c.block(number(c, which, 0)));
        if (block == null) {
            return JsonBody.NULL;
        }
        return JsonBody.array(IntStream.range(0, kept(block).transactions().size())
                .mapToObj(i -> ChainJson.receipt(block, i))
                .toList());
    }

    private JsonBody logs(Params params) {
        params.atMost(1);
        Map<?, ?> filter = params.object(0);
        LogQuery query = LogQuery.of(filter, 0);
        List<JsonBody> found = new ArrayList<>();
        for (DevBlock block : blocksOf(filter)) {
            for (MinedLog log : kept(block).logs()) {
                if (query.matches(log.draft())) {
                    found.add(ChainJson.log(block, log, false));
                }
            }
        }
        return JsonBody.array(found);
    }

    private List<DevBlock> blocksOf(Map<?, ?> filter) {
        String blockHash = text(filter, "blockHash");
        String from = text(filter, "fromBlock");
        String to = text(filter, "toBlock");
        if (blockHash == null) {
            return node.answer(c -> range(c, from == null ? "latest" : from, to == null ? "latest" : to));
        }
        if (from != null || to != null) {
            throw RpcFault.invalidParams(
                    "cannot specify both BlockHash and FromBlock/ToBlock, choose one or the other");
        }
        Hash hash = Params.parse(0, blockHash, Hash::of);
        DevBlock block = node.answer(c -> c.block(hash));
        if (block == null) {
            throw RpcFault.server("unknown block");
        }
        return List.of(block);
    }

    private List<DevBlock> range(ChainView chain, String fromTag, String toTag) {
        long head = chain.head().number();
        long from = number(chain, fromTag, 0);
        long to = number(chain, toTag, 0);
        if (from > to) {
            throw RpcFault.invalidParams("invalid block range params");
        }
        if (to > head && !faults.clipLogRanges) {
            throw RpcFault.invalidParams("block range extends beyond current head block");
        }
        if (to - from >= faults.maxLogRange) {
            throw rangeTooLarge(from, from + faults.maxLogRange - 1);
        }
        return from > head ? List.of() : chain.range(from, Math.min(to, head));
    }

    private static RpcFault rangeTooLarge(long from, long to) {
        String range = "[" + Quantity.of(from) + ", " + Quantity.of(to) + "]";
        return new RpcFault(
                LIMIT_EXCEEDED,
                "query returned more than 10000 results. Try with this block range " + range + ".",
                out -> {
                    out.writeStartObject();
                    out.writeStringField("from", Quantity.of(from));
                    out.writeNumberField("limit", 10_000);
                    out.writeStringField("to", Quantity.of(to));
                    out.writeEndObject();
                });
    }

    private static @Nullable String text(Map<?, ?> filter, String member) {
        Object value = filter.get(member);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        throw RpcFault.invalidParams("invalid argument 0: " + member + " must be a string");
    }

    private JsonBody transaction(Params params) {
        params.atMost(1);
        Hash hash = params.parsed(0, Hash::of);
        return node.answer(c -> {
            Chain.Place place = c.place(hash);
            if (place != null) {
                DevBlock block = place.block();
                return ChainJson.transaction(block.transactions().get(place.index()), block, place.index());
            }
            DevTransaction pooled = c.pooled(hash);
            return pooled == null ? JsonBody.NULL : ChainJson.transaction(pooled, null, 0);
        });
    }

    private JsonBody receipt(Params params) {
        params.atMost(1);
        Hash hash = params.parsed(0, Hash::of);
        Chain.Place place = node.answer(c -> c.place(hash));
        return place == null ? JsonBody.NULL : ChainJson.receipt(place.block(), place.index());
    }

    private JsonBody sendTransaction(Params params) {
        params.atMost(1);
        Map<?, ?> fields = params.object(0);
        Address from = optional(fields, "from", Address::of);
        Address to = optional(fields, "to", Address::of);
        BigInteger value = optional(fields, "value", Quantity::parseBig);
        Long gas = optional(fields, "gas", Quantity::parse);
        Bytes data = optional(fields, "data", Bytes::fromHex);
        Bytes input = data == null ? optional(fields, "input", Bytes::fromHex) : data;
        DevTransaction sent = node.submit(c -> c.submit(
                from,
                to,
                value == null ? BigInteger.ZERO : value,
                gas == null ? DevTransaction.TRANSFER_GAS : gas,
                input == null ? Bytes.EMPTY : input,
                List.of()));
        return JsonBody.text(sent.hash().toHex());
    }

    private static <T> @Nullable T optional(Map<?, ?> fields, String member, Function<String, T> parse) {
        String text = text(fields, member);
        return text == null ? null : Params.parse(0, text, parse);
    }

    private JsonBody sendRawTransaction(Params params) {
        params.atMost(1);
        Bytes raw = params.parsed(0, Bytes::fromHex);
        if (raw.length() == 0) {
            throw RpcFault.server("typed transaction too short");
        }
        DevTransaction sent = node.submit(c -> c.submitRaw(raw));
        return JsonBody.text(sent.hash().toHex());
    }

    private JsonBody subscribe(Params params, Caller caller) {
        Outbox outbox = caller.pushes();
        String feed = params.string(0);
        LogQuery query = LogQuery.ALL;
        Subscription.Kind kind = switch (feed) {
            case "newHeads" -> Subscription.Kind.HEADS;
            case "logs" -> Subscription.Kind.LOGS;
            case "newPendingTransactions" ->
                params.bool(1) ? Subscription.Kind.FULL_PENDING : Subscription.Kind.PENDING;
            case "syncing" -> Subscription.Kind.SYNCING;
            default -> throw new RpcFault(RpcFault.NO_METHOD, "no \"" + feed + "\" subscription in eth namespace");
        };
        if (kind == Subscription.Kind.LOGS && params.at(1) != null) {
            query = LogQuery.of(params.object(1), 1);
        }
        Hash id = new Entropy(subscriptionIds.incrementAndGet()).hash();
        String hex = id.toHex().substring(0, 34);
        Subscription subscription = new Subscription(hex, kind, query, outbox, faults);
        if (faults.notifyBeforeReply) {
            node.subscribeAndAnnounce(subscription);
        } else {
            caller.opens(subscription);
        }
        return JsonBody.text(hex);
    }

    private JsonBody unsubscribe(Params params, Caller caller) {
        params.atMost(1);
        if (!node.unsubscribe(params.string(0), caller.pushes())) {
            throw RpcFault.server("subscription not found");
        }
        return JsonBody.bool(true);
    }

    /** The block, unless it was pruned. */
    private DevBlock kept(DevBlock block) {
        if (block.number() < faults.forgottenBelow) {
            throw new RpcFault(PRUNED, "pruned history unavailable");
        }
        return block;
    }

    private static long number(ChainView chain, String tag, int argument) {
        long head = chain.head().number();
        return switch (tag) {
            case "earliest" -> 0;
            case "latest", "pending" -> head;
            case "safe" -> Math.max(0, head - SAFE_DEPTH);
            case "finalized" -> Math.max(0, head - FINALIZED_DEPTH);
            default -> Params.parse(argument, tag, Quantity::parse);
        };
    }
}
