package io.windlass.testkit;

import java.time.Duration;
import java.util.Objects;

/**
 * What can go wrong between a client and a {@link Devnet}, on demand and exactly as often as asked for: faults count, they
 * do not roll dice. They combine freely; {@link #clear()} ends those that last.
 *
 * <p>Thread-safe. A fault is in force when its method returns.
 */
public final class Faults {
    private final FaultPlan plan;
    private final Server server;
    private final Node node;
    private final ChainSpec spec;

    Faults(FaultPlan plan, Server server, Node node, ChainSpec spec) {
        this.plan = plan;
        this.server = server;
        this.node = node;
        this.spec = spec;
    }

    /** Ends all faults that last: listens again, speaks again, answers rightly. Sockets that were closed stay closed. */
    public void clear() {
        plan.clear();
        node.blooms(BloomStyle.EXACT);
        node.backends();
        refuse(false);
        silence(false);
    }

    /** Closes every socket in good order: WebSockets are sent a close frame (1001, going away), then FIN. */
    public void closeAll() {
        server.closeAll();
    }

    /** Closes every socket with FIN and no close frame, as when a process ends. */
    public void cutAll() {
        server.cutAll();
    }

    /** Closes every socket with RST, as when a machine was restarted. */
    public void resetAll() {
        server.resetAll();
    }

    /**
     * Goes silent, half-open: sockets stay, new ones are accepted, but nothing comes out of them, no answer, no notification,
     * no pong, no upgrade. When the silence ends, what came in meanwhile is answered late, as by a process that was stopped
     * and continued.
     */
    public void silence(boolean value) {
        server.silence(value);
    }

    /** Stops listening, so that connecting is refused, or listens again on the same port. Sockets that are open stay. */
    public void refuse(boolean value) {
        server.refuse(value);
    }

    /** Sends each answer to a call this much later; zero for at once. Notifications and pongs are not delayed. */
    public void delayResponses(Duration delay) {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("the delay must be >= 0, was " + delay);
        }
        plan.responseDelay = delay;
    }

    /** Answers WebSocket upgrades with this HTTP status, 200 to 599, until {@link #acceptUpgrades()}. */
    public void failUpgradesWith(int status) {
        failUpgradesWith(status, Duration.ZERO);
    }

    /** As {@link #failUpgradesWith(int)}, with a {@code Retry-After} header, rounded up to seconds; zero for none. */
    public void failUpgradesWith(int status, Duration retryAfter) {
        failUpgradesWith(status, retryAfter, Integer.MAX_VALUE);
    }

    /** As {@link #failUpgradesWith(int, Duration)}, for the next {@code times} upgrades only. */
    public void failUpgradesWith(int status, Duration retryAfter, int times) {
        plan.upgradeRefusal = new HttpRefusal(status, retryAfter, times);
    }

    /** Ends {@link #failUpgradesWith}. */
    public void acceptUpgrades() {
        plan.upgradeRefusal = null;
    }

    /** Answers HTTP requests that are no upgrade with this status, 200 to 599, until {@link #acceptHttp()}. */
    public void failHttpWith(int status) {
        failHttpWith(status, Duration.ZERO);
    }

    /** As {@link #failHttpWith(int)}, with a {@code Retry-After} header, rounded up to seconds; zero for none. */
    public void failHttpWith(int status, Duration retryAfter) {
        failHttpWith(status, retryAfter, Integer.MAX_VALUE);
    }

    /** As {@link #failHttpWith(int, Duration)}, for the next {@code times} requests only. */
    public void failHttpWith(int status, Duration retryAfter, int times) {
        plan.httpRefusal = new HttpRefusal(status, retryAfter, times);
    }

    /** Ends {@link #failHttpWith}. */
    public void acceptHttp() {
        plan.httpRefusal = null;
    }

    /** Loses the next {@code times} notifications, over all subscriptions. */
    public void dropNotifications(int times) {
        plan.drops.set(times);
    }

    /** Sends the next {@code times} notifications twice. */
    public void duplicateNotifications(int times) {
        plan.duplicates.set(times);
    }

    /** Holds back each of the next {@code times} notifications until another of its subscription was sent. */
    public void reorderNotifications(int times) {
        plan.swaps.set(times);
    }

    /** Sends only the first half of the next {@code times} notifications, in frames that are sound: no JSON. */
    public void corruptNotifications(int times) {
        plan.corruptions.set(times);
    }

    /**
     * Sends the first notifications of a new subscription before the reply that names it, as some proxies do. For there to
     * be one, the head, its logs and the pool are announced to the new subscriber as if they were new.
     */
    public void notifyBeforeReply(boolean value) {
        plan.notifyBeforeReply = value;
    }

    /** Answers the next {@code times} calls with an error whose id is null. They are neither run nor counted. */
    public void errorWithoutId(int times) {
        plan.errorsWithoutId.set(times);
    }

    /** Answers the next {@code times} calls of any method with error 429 in an HTTP 200 or a WebSocket message. */
    public void rateLimit(int times) {
        failCalls(CallFailure.ANY_METHOD, times, 429, "Too many requests, slow down");
    }

    /** Answers the next {@code times} calls of this method with the given error. Several such orders add up. */
    public void failCalls(String method, int times, int code, String message) {
        Countdown left = new Countdown();
        left.set(times);
        RpcFault error = new RpcFault(code, Objects.requireNonNull(message, "message"));
        plan.add(new CallFailure(Objects.requireNonNull(method, "method"), error, left));
    }

    /**
     * Refuses {@code eth_getLogs} over more than {@code blocks} blocks, 1 or more, with an error that names a range that would
     * do, as Infura words it.
     */
    public void maxLogRange(long blocks) {
        if (blocks < 1) {
            throw new IllegalArgumentException("the range must be >= 1 block, was " + blocks);
        }
        plan.maxLogRange = blocks;
    }

    /** Cuts the range of {@code eth_getLogs} at the head, as some providers do, instead of refusing it. */
    public void clipLogRanges(boolean value) {
        plan.clipLogRanges = value;
    }

    /** Answers reads of blocks, receipts and logs below this number with error 4444, "pruned history unavailable". */
    public void forgetBlocksBelow(long number) {
        plan.forgottenBelow = number;
    }

    /** Says another chain id from now on, as when another node answers at the same address. */
    public void changeChainId(long chainId) {
        plan.chainId = chainId;
    }

    /**
     * Starts the node anew with another chain: every socket is reset, and from block 0 on there are the blocks of this seed, as
     * many as before. What was submitted is gone. It is no fault that {@link #clear()} ends; {@link Devnet#genesisHash()} tells
     * the new first block, and the seed of before brings the old one back.
     */
    public void changeGenesis(long seed) {
        node.begin(new Chain(new BlockFactory(
                new ChainSpec(spec.chainId(), seed, spec.transactionsPerBlock(), spec.logsPerBlock()))));
        server.resetAll();
    }

    /**
     * Has several machines answer behind the one URL, in turn, call by call and whatever the socket: each sees the chain so many
     * blocks late, and knows nothing of what comes after. Notifications tell of the chain as it is, and what is submitted reaches
     * all. Without an argument one machine answers again.
     *
     * @param blocksBehind of each machine, 0 or more
     */
    public void backends(int... blocksBehind) {
        for (int blocks : blocksBehind) {
            if (blocks < 0) {
                throw new IllegalArgumentException("a backend can be 0 or more blocks behind, was " + blocks);
            }
        }
        node.backends(blocksBehind);
    }

    /**
     * Puts one of the {@link #backends} on a branch of its own: its newest blocks are replaced by as many others, and there it
     * stays.
     *
     * @param backend which, counted from 0
     * @param depth how many blocks, 1 to the number of its head
     */
    public void forkBackend(int backend, int depth) {
        node.forkBackend(backend, depth);
    }

    /** What is in the blooms of the blocks made from now on. */
    public void blooms(BloomStyle style) {
        node.blooms(Objects.requireNonNull(style, "style"));
    }
}
