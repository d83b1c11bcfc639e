package io.windlass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windlass.BlockRef.Kind;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BlockRefTest {
    private static final Hash HASH = Hash.keccak256(new byte[0]);

    static Stream<Arguments> references() {
        return Stream.of(
                Arguments.of(BlockRef.number(0), Kind.NUMBER, "0x0", "#0"),
                Arguments.of(BlockRef.number(255), Kind.NUMBER, "0xff", "#255"),
                Arguments.of(
                        BlockRef.number(Long.MAX_VALUE), Kind.NUMBER, "0x7fffffffffffffff", "#9223372036854775807"),
                Arguments.of(BlockRef.hash(HASH), Kind.HASH, HASH.toHex(), HASH.toHex()),
                Arguments.of(BlockRef.latest(), Kind.LATEST, "latest", "latest"),
                Arguments.of(BlockRef.earliest(), Kind.EARLIEST, "0x0", "earliest"),
                Arguments.of(BlockRef.safe(), Kind.SAFE, "safe", "safe"),
                Arguments.of(BlockRef.finalized(), Kind.FINALIZED, "finalized", "finalized"),
                Arguments.of(BlockRef.pending(), Kind.PENDING, "pending", "pending"));
    }

    @ParameterizedTest
    @MethodSource("references")
    void reference_ofEachKind_hasItsParameterAndItsWords(BlockRef ref, Kind kind, String param, String words) {
        assertThat(ref.kind()).isEqualTo(kind);
        assertThat(ref.toParam()).isEqualTo(param);
        assertThat(ref).hasToString(words);
    }

    @Test
    void reference_equalParts_areEqual() {
        assertThat(BlockRef.number(7)).isEqualTo(BlockRef.number(7)).isNotEqualTo(BlockRef.number(8));
        assertThat(BlockRef.latest()).isEqualTo(BlockRef.latest()).isNotEqualTo(BlockRef.safe());
        assertThat(BlockRef.hash(HASH)).isEqualTo(BlockRef.hash(HASH)).isNotEqualTo(BlockRef.hash(Hash.ZERO));
    }

    @Test
    void number_negative_isRefused() {
        assertThatThrownBy(() -> BlockRef.number(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a block number must be >= 0, was -1");
    }
}
