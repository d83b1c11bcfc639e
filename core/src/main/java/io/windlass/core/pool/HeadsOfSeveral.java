package io.windlass.core.pool;

import io.windlass.BlockchainException;
import io.windlass.Feed;
import io.windlass.Registration;
import io.windlass.core.feed.PushListener;
import io.windlass.core.runtime.Mailbox;
import java.util.ArrayList;
import java.util.List;
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
    private boolean over;

    HeadsOfSeveral(EndpointGroup group, Feed<?> feed, PushListener listener) {
        this.group = group;
        this.feed = feed;
        this.listener = listener;
    }

    Registration begin() {
        mailbox.post(() -> {
            changes = group.onStateChange(change -> mailbox.post(this::fill));
            fill();
        });
        return this;
    }

    /** A connection that failed for good is replaced by its group: its successor is heard instead. */
    private void fill() {
        if (over) {
            return;
        }
        group.members().stream()
                .filter(Member::canPush)
                .limit(group.announcers())
                .filter(member -> voices.stream().noneMatch(voice -> voice.member == member))
                .toList()
                .forEach(member -> {
                    Voice voice = new Voice(member);
                    voices.add(voice);
                    voice.registration = member.pushes().follow(feed, voice);
                });
    }

    private void changed(Voice voice, boolean heard) {
        if (over || voice.heard == heard) {
            return;
        }
        voice.heard = heard;
        if (heard) {
            listener.confirmed();
        } else if (voices.stream().noneMatch(other -> other.heard)) {
            listener.interrupted();
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

        Voice(Member member) {
            this.member = member;
        }

        @Override
        public void pushed(byte[] json) {
            listener.pushed(json);
        }

        @Override
        public void confirmed() {
            mailbox.post(() -> changed(this, true));
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
            });
        }
    }
}
