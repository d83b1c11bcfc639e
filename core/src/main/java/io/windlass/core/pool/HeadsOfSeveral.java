package io.windlass.core.pool;

import io.windlass.BlockchainException;
import io.windlass.ConnectionState;
import io.windlass.Feed;
import io.windlass.Registration;
import io.windlass.core.feed.push.PushListener;
import io.windlass.core.runtime.Mailbox;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Heads that several connections of a group announce at once. The view of the chain takes the first announcement of a block and
 * knows the others, so nothing has to be told apart here.
 */
final class HeadsOfSeveral implements Registration {
    private final EndpointGroup group;
    private final Feed<?> feed;
    private final PushListener listener;
    private final Mailbox mailbox = new Mailbox();

    // only in the mailbox
    private final List<Voice> voices = new ArrayList<>();
    private Registration changes = () -> {};
    private final Set<Member> refused = new HashSet<>();
    private boolean over;

    HeadsOfSeveral(EndpointGroup group, Feed<?> feed, PushListener listener) {
        this.group = group;
        this.feed = feed;
        this.listener = listener;
    }

    Registration begin() {
        mailbox.post(() -> {
            changes = group.onReranked(() -> mailbox.post(this::fill));
            fill();
        });
        return this;
    }

    /**
     * As many as are wanted are heard, the best first; who is heard stays so until it is down, barred or of another chain. One
     * that failed for good is replaced by its group: its successor is heard instead.
     */
    private void fill() {
        if (over) {
            return;
        }
        List<Member> pushers = group.pushers();
        List<Voice> unwanted =
                voices.stream().filter(voice -> !pushers.contains(voice.member)).toList();
        for (Member member : pushers) {
            boolean known = refused.contains(member) || voices.stream().anyMatch(voice -> voice.member == member);
            long present = voices.stream()
                    .filter(voice -> !unwanted.contains(voice) && (isUp(voice.member) || !isUp(member)))
                    .count();
            if (!known && present < group.announcers()) {
                hear(member);
            }
        }
        unwanted.forEach(Voice::stop);
        voices.stream()
                .filter(voice -> !isUp(voice.member))
                .limit(Math.max(0, voices.size() - group.announcers()))
                .toList()
                .forEach(Voice::stop);
    }

    private static boolean isUp(Member member) {
        return member.state() == ConnectionState.OPEN;
    }

    private void hear(Member member) {
        Voice voice = new Voice(member);
        voices.add(voice);
        voice.registration = member.pushes().follow(feed, voice);
    }

    private void changed(Voice voice, boolean heard) {
        if (over || voice.heard == heard) {
            return;
        }
        voice.heard = heard;
        if (heard) {
            listener.confirmed();
        } else if (nobodyIsHeard()) {
            listener.interrupted();
            waitsForAnother();
        }
    }

    private boolean nobodyIsHeard() {
        return voices.stream().noneMatch(voice -> voice.heard);
    }

    /** Those that do not refuse may not be there, or not yet. */
    private void waitsForAnother() {
        if (!refused.isEmpty() && nobodyIsHeard()) {
            listener.refusedForNow();
        }
    }

    @Override
    public void close() {
        mailbox.post(() -> {
            if (!over) {
                over = true;
                changes.close();
                voices.forEach(voice -> voice.registration.close());
                listener.ended(null);
            }
        });
    }

    /** One connection's announcements. */
    private final class Voice implements PushListener {
        private final Member member;
        private Registration registration = () -> {};
        private boolean heard;
        private volatile boolean stopped;

        Voice(Member member) {
            this.member = member;
        }

        void stop() {
            stopped = true;
            changed(this, false);
            voices.remove(this);
            registration.close();
        }

        @Override
        public void pushed(byte[] json) {
            if (!stopped) {
                listener.pushed(json);
            }
        }

        @Override
        public void confirmed() {
            mailbox.post(() -> changed(this, !stopped));
        }

        @Override
        public void interrupted() {
            mailbox.post(() -> changed(this, false));
        }

        @Override
        public void ended(@Nullable BlockchainException failure) {
            mailbox.post(() -> {
                changed(this, false);
                voices.remove(this);
                if (over || stopped || failure == null || member.state().isTerminal()) {
                    return;
                }
                refused.add(member);
                if (voices.isEmpty() && group.allPushersAre(refused)) {
                    over = true;
                    changes.close();
                    listener.ended(failure);
                } else {
                    fill();
                    waitsForAnother();
                }
            });
        }
    }
}
