package io.windlass.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BufferTest {
    private final Buffer<String> buffer = new Buffer<>(4, 100);

    @Test
    void poll_givesRoomInItemsAndBytes() {
        buffer.offer("a", 90);
        assertThat(buffer.offer("b", 20)).isFalse();
        assertThat(buffer.poll()).isEqualTo("a");
        assertThat(buffer.offer("b", 20)).isTrue();
        assertThat(buffer.poll()).isEqualTo("b");
        assertThat(buffer.poll()).isNull();
    }

    @Test
    void withdraw_givesTheBytesBack() {
        buffer.offer("a", 50);
        buffer.offer("b", 50);
        assertThat(buffer.withdraw("a"::equals)).containsExactly("a");

        assertThat(buffer.offer("c", 50)).isTrue();
        assertThat(buffer.offer("d", 1)).isFalse();
    }

    @Test
    void withdrawFirst_takesTheOldestThatMatches() {
        buffer.offer("a1", 1);
        buffer.offer("b1", 1);
        buffer.offer("b2", 1);

        assertThat(buffer.withdrawFirst(item -> item.startsWith("b"))).isEqualTo("b1");
        assertThat(buffer.withdrawFirst(item -> item.startsWith("c"))).isNull();
        assertThat(buffer.poll()).isEqualTo("a1");
        assertThat(buffer.poll()).isEqualTo("b2");
    }

    @Test
    void hasRoom_whenHalfOfItemsAndBytesIsFree() {
        assertThat(buffer.hasRoom()).isTrue();
        buffer.offer("a", 1);
        buffer.offer("b", 1);
        assertThat(buffer.hasRoom()).isTrue();
        buffer.offer("c", 1);
        assertThat(buffer.hasRoom()).isFalse();
        buffer.clear();
        buffer.offer("d", 51);
        assertThat(buffer.hasRoom()).isFalse();
    }

    @Test
    void clear_leavesNothing() {
        buffer.offer("a", 100);
        buffer.clear();

        assertThat(buffer.size()).isZero();
        assertThat(buffer.offer("b", 100)).isTrue();
    }
}
