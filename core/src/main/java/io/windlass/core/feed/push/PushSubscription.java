package io.windlass.core.feed.push;

import io.windlass.BlockHeader;
import io.windlass.BlockchainException;
import io.windlass.DecodeException;
import io.windlass.Feed;
import io.windlass.Registration;
import io.windlass.RpcError;
import io.windlass.SubscriptionFailedException;
import io.windlass.core.rpc.Completion;
import io.windlass.core.runtime.Mailbox;
import io.windlass.spi.Codec;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One {@code eth_subscribe} that is carried from link to link. What is pushed goes to the listener as it came.
 *
 * <p>What happens to it runs in its mailbox, one thing at a time; pushes do not, and meet it under a lock.
 */
final class PushSubscription implements Registration {
    private static final Logger LOG = LoggerFactory.getLogger(PushSubscription.class);
    private static final long UNKNOWN = -1;

    private final Feed<?> feed;
    private final Codec codec;
    private final String connectionId;
    private final FeedHub hub;
    private final PushListener listener;
    private final Mailbox mailbox = new Mailbox();

    private final AtomicLong pushes = new AtomicLong();
    private final Object pushLock = new Object();

    // written under the push lock
    private volatile @Nullable FeedLink servedBy;
    private volatile @Nullable String subscriptionId;
    private volatile @Nullable Handover handover;
    private volatile byte @Nullable [] lastPush;
    private long target = UNKNOWN;

    // only in the mailbox
    private @Nullable FeedLink link;
    private int refusals;
    private boolean confirmedOnce;
    private boolean ended;

    PushSubscription(Feed<?> feed, Codec codec, String connectionId, FeedHub hub, PushListener listener) {
        this.feed = feed;
        this.codec = codec;
        this.connectionId = connectionId;
        this.hub = hub;
        this.listener = listener;
    }

    /** A push came over a link, on that link's thread. The array is the subscription's from now on. */
    private void pushed(FeedLink by, byte[] push) {
        boolean caughtUp = false;
        synchronized (pushLock) {
            Handover between = handover;
            if (between != null && by == between.to) {
                caughtUp = !between.hold(push);
            } else if (between != null && by == between.from) {
                between.told(push);
                deliver(push);
                caughtUp = followsHeads() && target != UNKNOWN && numberOf(push) >= target;
            } else if (by == servedBy) {
                deliver(push);
            }
        }
        if (caughtUp) {
            mailbox.post(this::endHandover);
        }
    }

    private void deliver(byte[] push) {
        lastPush = push;
        pushes.incrementAndGet();
        listener.pushed(push);
    }

    private boolean followsHeads() {
        return feed.name().equals("newHeads");
    }

    private long numberOf(byte @Nullable [] push) {
        if (push == null) {
            return UNKNOWN;
        }
        try {
            return feed.decoder().decode(codec.reader(push, 0, push.length)) instanceof BlockHeader header
                    ? header.number()
                    : UNKNOWN;
        } catch (DecodeException e) {
            return UNKNOWN; // the receiver reports it
        }
    }

    /** How many heads came over the present link; empty if this does not follow heads or is not confirmed yet. */
    OptionalLong announcedHeads() {
        return servedBy == null || !followsHeads() ? OptionalLong.empty() : OptionalLong.of(pushes.get());
    }

    boolean isServedBy(FeedLink candidate) {
        return servedBy == candidate;
    }

    /** A link is up: subscribe there. */
    void attach(FeedLink next) {
        mailbox.post(() -> {
            if (!ended) {
                link = next;
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
                    mailbox.post(() -> refused(to, "no subscription id in the answer", false, e));
                    return;
                }
                // on the link's thread, before the next message is read: no push can slip between
                named(to, id);
                mailbox.post(() -> confirmed(to, id));
            }

            @Override
            public void error(RpcError error) {
                mailbox.post(() -> refused(to, "the node answered " + error, passes(error), null));
            }

            @Override
            public void failed(BlockchainException failure) {
                // the link is gone, or slow to answer: the next link, or another try on this one
                mailbox.post(() -> refused(to, failure.getMessage(), true, failure));
            }
        });
    }

    /** The node has named the subscription: from here on its pushes come, and may not be lost or overtake others. */
    private void named(FeedLink by, String id) {
        synchronized (pushLock) {
            FeedLink present = servedBy;
            String presentId = subscriptionId;
            if (present != null && presentId != null && present != by) {
                target = UNKNOWN;
                handover = new Handover(present, presentId, by, id);
            } else {
                pushes.set(0);
                servedBy = by;
                subscriptionId = id;
            }
        }
        by.registry().register(id, push -> pushed(by, push));
    }

    private void confirmed(FeedLink by, String id) {
        if (ended || link != by) {
            synchronized (pushLock) {
                if (servedBy == by) {
                    servedBy = null;
                    subscriptionId = null;
                }
            }
            release(by, id);
            return;
        }
        refusals = 0;
        confirmedOnce = true;
        listener.confirmed();
        Handover between = handover;
        if (between != null) {
            headOver(between.to, head -> {
                boolean caughtUp;
                synchronized (pushLock) {
                    target = head;
                    caughtUp = followsHeads() && head != UNKNOWN && numberOf(lastPush) >= head;
                }
                if (caughtUp) {
                    endHandover();
                } else if (!followsHeads() || lastPush == null) {
                    // what the node had to tell over the old link leaves before the answers to questions asked later
                    headOver(between.from, first -> headOver(between.from, second -> endHandover(between)));
                }
            });
        }
    }

    /** Asks for the number of the head over a link; tells {@link #UNKNOWN} if it cannot be had. */
    private void headOver(FeedLink by, LongConsumer then) {
        by.request("eth_getBlockByNumber", List.of("latest", false), new Completion() {
            @Override
            public void result(byte[] bytes, int offset, int length) {
                long number;
                try {
                    number = BlockHeader.decoder()
                            .decode(codec.reader(bytes, offset, length))
                            .number();
                } catch (DecodeException e) {
                    number = UNKNOWN;
                }
                tell(number);
            }

            @Override
            public void error(RpcError error) {
                tell(UNKNOWN);
            }

            @Override
            public void failed(BlockchainException failure) {
                tell(UNKNOWN);
            }

            private void tell(long number) {
                mailbox.post(() -> then.accept(number));
            }
        });
    }

    private void endHandover(Handover expected) {
        if (handover == expected) {
            endHandover();
        }
    }

    /** The old link has nothing more to tell: the new one goes on from there. */
    private void endHandover() {
        Handover over;
        synchronized (pushLock) {
            over = handover;
            if (over == null) {
                return;
            }
            over.news().forEach(this::deliver);
            pushes.set(0);
            handover = null;
            servedBy = over.to;
            subscriptionId = over.toId;
        }
        release(over.from, over.fromId);
    }

    /** The link is gone; nothing needs to be released there. */
    void detach(FeedLink gone) {
        mailbox.post(() -> {
            Handover between = handover;
            if (between != null && between.from == gone) {
                endHandover();
            }
            synchronized (pushLock) {
                if (handover != null && handover.to == gone) {
                    handover = null;
                }
                if (servedBy == gone) {
                    servedBy = null;
                    subscriptionId = null;
                }
            }
            if (servedBy == null && !ended) {
                listener.interrupted();
            }
        });
    }

    private void releasePresent() {
        FeedLink by = servedBy;
        String id = subscriptionId;
        Handover between = handover;
        if (by != null && id != null) {
            release(by, id);
        }
        if (between != null) {
            release(between.to, between.toId);
        }
    }

    /** True if the node may well offer the feed, but not now. */
    private boolean passes(RpcError error) {
        return switch (hub.rules().classify(error)) {
            case RATE_LIMITED, TIMEOUT, UNAVAILABLE, LAGGING -> true;
            default -> false;
        };
    }

    private void refused(FeedLink by, @Nullable String why, boolean passing, @Nullable Throwable cause) {
        if (ended || link != by) {
            return;
        }
        if (!confirmedOnce && !passing) {
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
    @Override
    public void close() {
        end(null);
    }

    /** Ends it, because it cannot go on. */
    void fail(BlockchainException failure) {
        end(failure);
    }

    private void end(@Nullable BlockchainException failure) {
        mailbox.post(() -> {
            if (ended) {
                return;
            }
            ended = true;
            hub.remove(this);
            releasePresent();
            listener.ended(failure);
        });
    }
}
