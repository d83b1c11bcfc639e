package io.windlass.core.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windlass.BlockHeader;
import io.windlass.Hash;
import io.windlass.core.chain.ChainView.Verdict;
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

    private List<BlockHeader> path() {
        return view.path();
    }

    @Test
    void accept_aChild_extendsThePath() {
        given(one);

        assertThat(view.accept(two)).isEqualTo(Verdict.EXTENDS);
        assertThat(path()).containsExactly(one, two);
    }

    @Test
    void accept_whatIsHeldAlready_changesNothing() {
        given(one, two, three);

        assertThat(view.accept(two)).isEqualTo(Verdict.KNOWN);
        assertThat(view.accept(three)).isEqualTo(Verdict.KNOWN);
        assertThat(path()).containsExactly(one, two, three);
    }

    @Test
    void accept_anotherBlockAtAKnownHeight_contestsButDoesNotTakeOver() {
        given(one, two, three);

        assertThat(view.accept(header(2, "other two", "one"))).isEqualTo(Verdict.CONTESTS);
        assertThat(path()).containsExactly(one, two, three);
    }

    @Test
    void accept_aBranchThatIsHigher_overtakes() {
        BlockHeader otherTwo = header(2, "other two", "one");
        BlockHeader otherThree = header(3, "other three", "other two");
        given(one, two, otherTwo);

        assertThat(view.accept(otherThree)).isEqualTo(Verdict.OVERTAKES);
        assertThat(view.switchTo(otherThree.hash())).isEqualTo(1);
        assertThat(path()).containsExactly(one, otherTwo, otherThree);
    }

    @Test
    void switchTo_theBranchBefore_bringsItBack() {
        BlockHeader otherTwo = header(2, "other two", "one");
        given(one, two, otherTwo);
        view.switchTo(otherTwo.hash());

        assertThat(view.switchTo(two.hash())).isEqualTo(1);
        assertThat(path()).containsExactly(one, two);
    }

    @Test
    void accept_anUnknownParent_isUnlinked() {
        given(one, two);

        assertThat(view.accept(header(9, "nine", "eight"))).isEqualTo(Verdict.UNLINKED);
        assertThat(path()).containsExactly(one, two);
    }

    @Test
    void accept_anUnknownBlockBelowTheBase_isOld() {
        given(three);

        assertThat(view.accept(one)).isEqualTo(Verdict.OLD);
    }

    @Test
    void accept_aNumberThatDoesNotFollowItsParent_isMalformed() {
        given(one, two);

        assertThat(view.accept(header(7, "seven", "two"))).isEqualTo(Verdict.MALFORMED);
    }

    @Test
    void accept_beyondTheDepth_forgetsTheOldest() {
        ChainView shallow = new ChainView(2);
        shallow.accept(one);
        shallow.accept(two);
        shallow.accept(three);

        assertThat(shallow.path()).containsExactly(two, three);
        assertThat(shallow.holds(one.hash())).isFalse();
    }

    @Test
    void switchTo_aBranchThatLeavesThePathBelowTheBase_keepsOnlyTheBranch() {
        ChainView shallow = new ChainView(2);
        BlockHeader otherTwo = header(2, "other two", "one");
        BlockHeader otherThree = header(3, "other three", "other two");
        List.of(one, two, otherTwo, three).forEach(shallow::accept);
        shallow.accept(otherThree);

        assertThat(shallow.switchTo(otherThree.hash())).isEqualTo(-1);
        assertThat(shallow.path()).containsExactly(otherTwo, otherThree);
    }

    @Test
    void prepend_headersBelowTheBase_reachesFurtherDown() {
        given(three);
        view.prepend(List.of(two, one));

        assertThat(path()).containsExactly(one, two, three);
    }

    @Test
    void truncate_takesTheNewestOffThePathAndLetsThemReturn() {
        given(one, two, three);
        view.truncate(1);

        assertThat(path()).containsExactly(one);
        assertThat(view.accept(two)).isEqualTo(Verdict.OVERTAKES);
    }

    @Test
    void depth_lessThanOne_isRejected() {
        assertThatThrownBy(() -> new ChainView(0)).hasMessageContaining("depth must be >= 1, was 0");
    }
}
