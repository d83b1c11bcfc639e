package io.windlass.core.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windlass.BlockHeader;
import io.windlass.Hash;
import io.windlass.core.codec.JsonCodecProvider;
import io.windlass.spi.Codec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChainViewTest {
    private static final Codec CODEC = new JsonCodecProvider().create();

    private final ChainView view = new ChainView(100);
    private final BlockHeader one = header(1, "one", "zero");
    private final BlockHeader two = header(2, "two", "one");
    private final BlockHeader three = header(3, "three", "two");

    private static BlockHeader header(long number, String name, String parent) {
        byte[] json = ("{\"number\":\"0x" + Long.toHexString(number) + "\",\"hash\":\"" + hash(name)
                        + "\",\"parentHash\":\"" + hash(parent) + "\",\"someday\":1}")
                .getBytes(StandardCharsets.UTF_8);
        return BlockHeader.decoder().decode(CODEC.reader(json, 0, json.length));
    }

    private static Hash hash(String name) {
        return Hash.keccak256(name.getBytes(StandardCharsets.UTF_8));
    }

    private void given(BlockHeader... headers) {
        for (BlockHeader header : headers) {
            view.accept(header);
        }
    }

    @Test
    void accept_aChild_addsIt() {
        given(one);

        assertThat(view.accept(two)).isEqualTo(new ViewChange(List.of(), List.of(two)));
    }

    @Test
    void accept_whatIsHeldAlready_changesNothing() {
        given(one, two, three);

        assertThat(view.accept(two).isEmpty()).isTrue();
        assertThat(view.accept(three).isEmpty()).isTrue();
    }

    @Test
    void accept_anotherChildOfAnAncestor_removesNewestFirstThenAdds() {
        given(one, two, three);
        BlockHeader other = header(2, "other two", "one");

        assertThat(view.accept(other)).isEqualTo(new ViewChange(List.of(three, two), List.of(other)));
    }

    @Test
    void accept_whatWasRemoved_addsItAgain() {
        given(one, two, header(2, "other two", "one"));

        assertThat(view.accept(two).added()).containsExactly(two);
    }

    @Test
    void accept_anUnknownParent_beginsAnewAndRemovesNothing() {
        given(one, two);
        BlockHeader far = header(9, "nine", "eight");

        assertThat(view.accept(far)).isEqualTo(new ViewChange(List.of(), List.of(far)));
    }

    @Test
    void accept_beyondTheDepth_forgetsTheOldest() {
        ChainView shallow = new ChainView(2);
        shallow.accept(one);
        shallow.accept(two);
        shallow.accept(three);

        // one is forgotten, so a child of it contradicts nothing that is known
        assertThat(shallow.accept(header(2, "other two", "one")).removed()).isEmpty();
    }

    @Test
    void depth_lessThanOne_isRejected() {
        assertThatThrownBy(() -> new ChainView(0)).hasMessageContaining("depth must be >= 1, was 0");
    }
}
