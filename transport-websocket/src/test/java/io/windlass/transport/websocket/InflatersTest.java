package io.windlass.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;

class InflatersTest {
    // what an ended inflater throws differs between JDKs
    private final Inflaters inflaters = new Inflaters();

    @Test
    void give_keepsOneAndEndsTheOthers() {
        Inflater one = inflaters.take();
        Inflater two = inflaters.take();
        inflaters.give(one);
        inflaters.give(two);

        assertThat(inflaters.take()).isSameAs(one);
        assertThatThrownBy(two::getBytesRead).isInstanceOfAny(NullPointerException.class, IllegalStateException.class);
    }

    @Test
    void end_freesTheOneThatIsKept() {
        Inflater one = inflaters.take();
        inflaters.give(one);
        inflaters.end();

        assertThatThrownBy(one::getBytesRead).isInstanceOfAny(NullPointerException.class, IllegalStateException.class);
    }
}
