package io.windlass.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.windlass.DeadLetter;
import io.windlass.FeedStoreException;
import io.windlass.FeedStoreException.Kind;
import io.windlass.spi.Checkpoint;
import io.windlass.spi.FeedChange;
import io.windlass.spi.FeedLease;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LeasesTest {
    @Test
    void closeAll_whenSomeFail_closesTheOthersAndFailsWithTheFirst() {
        List<Stuck> leases = List.of(new Stuck("one", true), new Stuck("two", false), new Stuck("three", true));

        FeedStoreException e = catchThrowableOfType(FeedStoreException.class, () -> Leases.closeAll(leases));
        assertThat(leases).allMatch(lease -> lease.closed);
        assertThat(e.feed()).isEqualTo("one");
        assertThat(e.getSuppressed()).hasSize(1);
    }

    private static final class Stuck implements FeedLease {
        private final String feed;
        private final boolean fails;
        private boolean closed;

        Stuck(String feed, boolean fails) {
            this.feed = feed;
            this.fails = fails;
        }

        @Override
        public long epoch() {
            return 1;
        }

        @Override
        public Optional<Checkpoint> checkpoint() {
            return Optional.empty();
        }

        @Override
        public List<DeadLetter> letters(long afterId, int limit) {
            return List.of();
        }

        @Override
        public Optional<DeadLetter> letter(long id) {
            return Optional.empty();
        }

        @Override
        public void apply(FeedChange change) {}

        @Override
        public void close() {
            closed = true;
            if (fails) {
                throw new FeedStoreException("the disk is gone", Kind.UNAVAILABLE, feed, null);
            }
        }
    }
}
