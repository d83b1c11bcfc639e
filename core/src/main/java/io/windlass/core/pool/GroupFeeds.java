package io.windlass.core.pool;

import io.windlass.BlockchainException;
import io.windlass.ConnectionConfig;
import io.windlass.ConnectionState;
import io.windlass.Feed;
import io.windlass.Feeds;
import io.windlass.Registration;
import io.windlass.core.feed.FeedEngine;
import io.windlass.core.feed.FeedServices;
import io.windlass.core.feed.FeedSource;
import io.windlass.core.feed.push.PushListener;
import io.windlass.core.feed.push.Pushes;
import io.windlass.core.runtime.EngineRuntime;
import io.windlass.core.runtime.Mailbox;
import io.windlass.spi.Codec;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Feeds over a group: announcements come from the connection that is best for them now, and when that is another one they move
 * there, the new one first; reads go wherever calls go. So a feed outlives each of its endpoints.
 */
public final class GroupFeeds implements Pushes {
    private final EndpointGroup group;

    private GroupFeeds(EndpointGroup group) {
        this.group = group;
    }

    /**
     * The feeds of this group.
     *
     * @param rhythm says how often the head is read
     */
    public static FeedEngine of(
            EndpointGroup group, ConnectionConfig rhythm, Codec codec, EngineRuntime runtime, FeedServices services) {
        boolean pushes = group.members().stream().anyMatch(Member::canPush);
        boolean answersApart = group.members().stream().anyMatch(member -> !member.canPush());
        FeedSource source = new FeedSource(
                group.id(),
                new GroupReads(group),
                pushes ? Optional.of(new GroupFeeds(group)) : Optional.empty(),
                answersApart,
                () -> group.chainId()
                        .orElseThrow(() -> new IllegalStateException(group.id() + " does not know its chain yet")),
                group::genesis,
                group::redact);
        return new FeedEngine(
                source,
                codec,
                runtime,
                services.follow().withRhythm(rhythm.pollInterval(), rhythm.heartbeatInterval()),
                services,
                () -> group.forFeeds().countEvent(),
                () -> group.forFeeds().countStray());
    }

    @Override
    public Registration follow(Feed<?> feed, PushListener listener) {
        if (group.announcers() > 1 && feed.equals(Feeds.newHeads())) {
            return new HeadsOfSeveral(group, feed, listener).begin();
        }
        Following following = new Following(group, feed, listener);
        following.begin();
        return following;
    }

    /** One subscription on its way from connection to connection. */
    private static final class Following implements Registration {
        private final EndpointGroup group;
        private final Feed<?> feed;
        private final PushListener listener;
        private final Mailbox mailbox = new Mailbox();
        private final Set<Member> refused = ConcurrentHashMap.newKeySet();
        private volatile Registration moves = () -> {};
        private volatile Registration looks = () -> {};

        // only in the mailbox, but for reading which one is heard
        private volatile @Nullable Stage heard;
        private @Nullable Stage next;
        private boolean over;

        Following(EndpointGroup group, Feed<?> feed, PushListener listener) {
            this.group = group;
            this.feed = feed;
            this.listener = listener;
        }

        void begin() {
            moves = group.onPushPrimary(this::moveTo);
            looks = group.onReranked(() -> {
                if (!refused.isEmpty()) {
                    mailbox.post(this::moveOn);
                }
            });
            moveTo(group.pushPrimary());
        }

        private void moveTo(Optional<Member> primary) {
            primary.ifPresent(member -> mailbox.post(() -> {
                if (refused.contains(member)) {
                    moveOn();
                } else {
                    begin(member);
                }
            }));
        }

        /** The group's choice is of no use for this feed: the best of the others, if nobody is heard. */
        private void moveOn() {
            if (!hears()) {
                group.pushers().stream()
                        .filter(member -> !refused.contains(member))
                        .findFirst()
                        .ifPresent(this::begin);
            }
        }

        private boolean hears() {
            Stage present = heard;
            return present != null && !present.ended && present.member.state() == ConnectionState.OPEN;
        }

        private void begin(Member member) {
            Stage present = heard;
            boolean there = present != null && present.member == member && !present.ended
                    || next != null && next.member == member;
            if (over || there) {
                return;
            }
            if (next != null) {
                next.close();
            }
            Stage stage = new Stage(this, member);
            next = stage;
            stage.registration = member.pushes().follow(feed, stage);
        }

        /** The new connection announces: the one before is not needed any more. */
        private void confirmed(Stage stage) {
            if (over) {
                stage.close();
                return;
            }
            if (stage == next) {
                Stage before = heard;
                heard = stage;
                next = null;
                if (before != null) {
                    before.close();
                }
            }
            if (stage == heard) {
                listener.confirmed();
            }
        }

        private void interrupted(Stage stage) {
            if (stage == heard && !over) {
                listener.interrupted();
                nobodyIsHeard();
            }
        }

        /** Those that do not refuse are not there, or not yet. */
        private void nobodyIsHeard() {
            if (!refused.isEmpty()) {
                listener.refusedForNow();
            }
        }

        private void ended(Stage stage, @Nullable BlockchainException failure) {
            boolean wasClosed = stage.ended;
            stage.ended = true;
            if (stage == next) {
                next = null; // where its connection has ended, the group will choose another one when it has one
            }
            interrupted(stage);
            if (wasClosed || over || failure == null || stage.member.state().isTerminal()) {
                return;
            }
            refused.add(stage.member);
            if (group.allPushersAre(refused)) {
                over = true;
                stopLooking();
                listener.ended(failure);
            } else {
                moveOn();
                if (!hears()) {
                    nobodyIsHeard();
                }
            }
        }

        private void stopLooking() {
            moves.close();
            looks.close();
        }

        @Override
        public void close() {
            stopLooking();
            mailbox.post(() -> {
                if (!over) {
                    over = true;
                    Stage present = heard;
                    if (present != null) {
                        present.close();
                    }
                    if (next != null) {
                        next.close();
                    }
                    listener.ended(null);
                }
            });
        }
    }

    /** The subscription on one connection. */
    private static final class Stage implements PushListener {
        private final Following following;
        private final Member member;
        private volatile Registration registration = () -> {};
        private volatile boolean ended;

        Stage(Following following, Member member) {
            this.following = following;
            this.member = member;
        }

        void close() {
            ended = true;
            registration.close();
        }

        @Override
        public void pushed(byte[] json) {
            if (following.heard == this || following.heard == null) {
                following.listener.pushed(json);
            }
        }

        @Override
        public void confirmed() {
            following.mailbox.post(() -> following.confirmed(this));
        }

        @Override
        public void interrupted() {
            following.mailbox.post(() -> following.interrupted(this));
        }

        @Override
        public void ended(@Nullable BlockchainException failure) {
            following.mailbox.post(() -> following.ended(this, failure));
        }
    }
}
