package io.windlass.network.bsc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windlass.BlockHeader;
import io.windlass.Bytes;
import io.windlass.DecodeException;
import io.windlass.Feed;
import io.windlass.Hash;
import java.io.IOException;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BscFeedsTest {
    private static final String SOURCE = "0x" + "0a".repeat(32);
    private static final String TARGET = "0x" + "0b".repeat(32);
    private static final String DATA = "{\"SourceNumber\":41,\"SourceHash\":\"" + SOURCE
            + "\",\"TargetNumber\":42,\"TargetHash\":\"" + TARGET + "\"}";

    @Test
    void newFinalizedHeaders_subscribesUnderItsPluralName() {
        Feed<BlockHeader> feed = BscFeeds.newFinalizedHeaders();

        assertThat(feed.subscribeParams()).containsExactly("newFinalizedHeaders");
        assertThat(feed.name()).isEqualTo("newFinalizedHeaders");
        assertThat(feed.type()).isEqualTo(BlockHeader.class);
        assertThat(feed).hasToString("newFinalizedHeaders");
    }

    @Test
    void newFinalizedHeaders_readsARealHeader() throws IOException {
        BlockHeader header = Read.sample(BscFeeds.newFinalizedHeaders().decoder()::decode, "bsc-block-28306935.json");

        assertThat(header.number()).isEqualTo(28306935);
        assertThat(header.extraData().length()).isEqualTo(97);
    }

    @Test
    void newVotes_readsWhatANodeWrites() {
        Feed<Vote> feed = BscFeeds.newVotes();
        Vote vote = Read.json(
                feed.decoder()::decode,
                "{\"VoteAddress\":" + numbers(48, 200) + ",\"Signature\":" + numbers(96, 7) + ",\"Data\":" + DATA
                        + "}");

        assertThat(feed.subscribeParams()).containsExactly("newVotes");
        assertThat(vote)
                .isEqualTo(new Vote(
                        Bytes.fromHex("0x" + "c8".repeat(48)),
                        Bytes.fromHex("0x" + "07".repeat(96)),
                        41,
                        Hash.of(SOURCE),
                        42,
                        Hash.of(TARGET)));
    }

    @Test
    void newVotes_inHex_areReadToo() {
        Vote vote = Read.json(
                Vote::decode, "{\"Data\":" + DATA + ",\"Signature\":\"0x07\",\"New\":[],\"VoteAddress\":\"0xc8\"}");

        assertThat(vote.voteAddress()).isEqualTo(Bytes.fromHex("0xc8"));
        assertThat(vote.signature()).isEqualTo(Bytes.fromHex("0x07"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"VoteAddress\":[1],\"Signature\":[1]}",
                "{\"VoteAddress\":[256],\"Signature\":[1]}",
                "{\"VoteAddress\":[1],\"Signature\":[1],\"Data\":{\"SourceNumber\":1}}",
                "[]"
            })
    void newVotes_inAnotherShape_failAsDecoding(String json) {
        assertThatThrownBy(() -> Read.json(Vote::decode, json)).isInstanceOf(DecodeException.class);
    }

    private static String numbers(int count, int value) {
        return Collections.nCopies(count, value).toString();
    }
}
