package io.windlass.core.feed;

import io.windlass.BlockchainException;
import io.windlass.ChainEvent;
import io.windlass.DecodeException;
import io.windlass.Feed;
import io.windlass.RpcError;
import io.windlass.SubscriptionFailedException;
import io.windlass.core.rpc.Completion;
import io.windlass.core.runtime.Mailbox;
import io.windlass.spi.Codec;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One feed that is followed over one link after another. What is pushed goes to the receiver as it came; it is decoded by
 * the thread that receives it, with {@link #events}.
 *
 * <p>Everything that changes it runs in its mailbox, one thing at a time; pushes do not.
 */
final class FeedSubscription<T> {
    private static final Logger LOG = LoggerFactory.getLogger(FeedSubscription.class);

    private final Feed<T> feed;
    private final Codec codec;
    private final String connectionId;
    private final FeedHub hub;
    private final EventMaker<T> maker;
    private final Receiver receiver;
    private final CompletableFuture<Void> live = new CompletableFuture<>();
    private final Mailbox mailbox = new Mailbox();

    private final AtomicLong pushes = new AtomicLong();

    private volatile long chainId;
    private volatile @Nullable FeedLink servedBy;

    // only in the mailbox
    private @Nullable FeedLink link;
    private @Nullable String subscriptionId;
    private int refusals;
    private boolean ended;

    FeedSubscription(Feed<T> feed, Codec codec, String connectionId, FeedHub hub, Receiver receiver) {
        this.feed = feed;
        this.codec = codec;
        this.connectionId = connectionId;
        this.hub = hub;
        this.maker = new EventMaker<>(feed, codec);
        this.receiver = receiver;
    }

    Feed<T> feed() {
        return feed;
    }

    CompletableFuture<Void> live() {
        return live;
    }

    /** A push came, from the link's thread. The array is the subscription's from now on. */
    void pushed(byte[] push) {
        pushes.incrementAndGet();
        hub.counters().events.increment();
        receiver.offer(this, push);
    }

    /** How many heads came over the present link; empty if this does not follow heads or is not confirmed yet. */
    OptionalLong announcedHeads() {
        return servedBy == null || !feed.name().equals("newHeads")
                ? OptionalLong.empty()
                : OptionalLong.of(pushes.get());
    }

    boolean isServedBy(FeedLink candidate) {
        return servedBy == candidate;
    }

    /** The events of a push; only from the receiving thread. */
    List<ChainEvent<T>> events(byte[] push) {
        try {
            return maker.events(chainId, push);
        } catch (DecodeException e) {
            hub.counters().strayMessages.increment();
            LOG.warn(
                    "{}: a notification of {} was not understood and is left out: {}",
                    connectionId,
                    feed.name(),
                    e.getMessage());
            return List.of();
        }
    }

    /** A link is up: subscribe there. */
    void attach(FeedLink next) {
        mailbox.post(() -> {
            if (!ended) {
                link = next;
                chainId = next.chainId();
                subscribe(next);
            }
        });
    }

    private void subscribe(FeedLink to) {
        to.request("eth_subscribe", feed.subscribeParams(), new Completion() {
            @Override
            public void result(byte[] bytes, int offset, int length) {
                String id;
                try {
                    id = codec.reader(bytes, offset, length).string();
                } catch (DecodeException e) {
                    mailbox.post(() -> refused(to, "no subscription id in the answer", e));
                    return;
                }
                // on the link's thread, before the next message is read: no push can slip between
                to.registry().register(id, FeedSubscription.this);
                mailbox.post(() -> confirmed(to, id));
            }

            @Override
            public void error(RpcError error) {
                mailbox.post(() -> refused(to, "the node answered " + error, null));
            }

            @Override
            public void failed(BlockchainException failure) {
                // the link is gone, or slow to answer: the next link, or another try on this one
                mailbox.post(() -> refused(to, failure.getMessage(), failure));
            }
        });
    }

    private void confirmed(FeedLink by, String id) {
        if (ended || link != by) {
            release(by, id);
            return;
        }
        // an older link may be there still, when links are rotated: it served until now, so nothing was missed
        releasePresent();
        servedBy = by;
        subscriptionId = id;
        pushes.set(0);
        refusals = 0;
        live.complete(null);
    }

    /** The link is gone; nothing needs to be released there. */
    void detach(FeedLink gone) {
        mailbox.post(() -> {
            if (servedBy == gone) {
                servedBy = null;
                subscriptionId = null;
            }
        });
    }

    private void releasePresent() {
        FeedLink by = servedBy;
        String id = subscriptionId;
        if (by != null && id != null) {
            release(by, id);
        }
    }

    private void refused(FeedLink by, @Nullable String why, @Nullable Throwable cause) {
        if (ended || link != by) {
            return;
        }
        if (!live.isDone() && !(cause instanceof BlockchainException)) {
            fail(new SubscriptionFailedException(
                    "subscribing to " + feed.name() + " on " + connectionId + " was refused: " + why
                            + "; check that the node offers this feed",
                    feed.name(),
                    cause));
            return;
        }
        refusals++;
        Duration delay = Duration.ofMillis(Math.min(30_000, 250L << Math.min(refusals, 7)));
        LOG.warn("{}: subscribing to {} again failed ({}); next try in {}", connectionId, feed.name(), why, delay);
        hub.timer()
                .schedule(
                        delay,
                        () -> mailbox.post(() -> {
                            if (!ended && link == by) {
                                subscribe(by);
                            }
                        }));
    }

    private void release(FeedLink by, String id) {
        by.registry().retire(id);
        by.request("eth_unsubscribe", List.of(id), Completions.IGNORE);
    }

    /** Ends it, because of the user. */
    void close() {
        end(receiver -> receiver.closed());
    }

    /** Ends it, because it cannot go on. */
    void fail(BlockchainException failure) {
        live.completeExceptionally(failure);
        end(receiver -> receiver.failed(failure));
    }

    private void end(Consumer<Receiver> tell) {
        mailbox.post(() -> {
            if (ended) {
                return;
            }
            ended = true;
            hub.remove(this);
            releasePresent();
            tell.accept(receiver);
            live.cancel(false);
        });
    }
}
