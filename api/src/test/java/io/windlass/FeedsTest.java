package io.windlass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeedsTest {
    private static final Address USDC = Address.of("0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48");
    private static final Address USDT = Address.of("0xdac17f958d2ee523a2206206994597c13d831ec7");
    private static final Hash TRANSFER = Hash.keccak256(new byte[] {1});
    private static final Hash APPROVAL = Hash.keccak256(new byte[] {2});
    private static final Hash ALICE = Hash.keccak256(new byte[] {3});

    @Test
    void feeds_standardOnes_nameTheirSubscription() {
        assertThat(Feeds.newHeads().subscribeParams()).containsExactly("newHeads");
        assertThat(Feeds.newHeads().type()).isEqualTo(BlockHeader.class);
        assertThat(Feeds.newHeads()).hasToString("newHeads");
        assertThat(Feeds.newPendingTransactions().subscribeParams()).containsExactly("newPendingTransactions");
        assertThat(Feeds.newPendingTransactions().type()).isEqualTo(Hash.class);
        assertThat(Feeds.logs().subscribeParams()).containsExactly("logs", Map.of());
        assertThat(Feeds.logs().type()).isEqualTo(Log.class);
        assertThat(Feeds.logs().name()).isEqualTo("logs");
    }

    @Test
    void filter_addressesAndTopics_haveTheShapeOfEthGetLogs() {
        assertThat(Feeds.logs().address(USDC).address(USDT, USDC).filter())
                .isEqualTo(Map.of("address", List.of(USDC, USDT)));
        assertThat(Feeds.logs().topic(0, TRANSFER, APPROVAL).filter())
                .isEqualTo(Map.of("topics", List.of(List.of(TRANSFER, APPROVAL))));
        assertThat(Feeds.logs().topic(2, ALICE).topic(0, TRANSFER).filter())
                .isEqualTo(Map.of("topics", Arrays.asList(List.of(TRANSFER), Json.NULL, List.of(ALICE))));
        assertThat(Feeds.logs().address(USDC).topic(3, ALICE).subscribeParams())
                .containsExactly(
                        "logs",
                        Map.of(
                                "address",
                                List.of(USDC),
                                "topics",
                                List.of(Json.NULL, Json.NULL, Json.NULL, List.of(ALICE))));
    }

    @Test
    void topic_givenAgain_replacesAndWithNothingClears() {
        LogsFeed feed = Feeds.logs().topic(1, ALICE).topic(1, TRANSFER);

        assertThat(feed.topics()).containsExactly(Set.of(), Set.of(TRANSFER), Set.of(), Set.of());
        assertThat(feed.topic(1).filter()).isEmpty();
        assertThat(feed.topic(1)).isEqualTo(Feeds.logs()).hasSameHashCodeAs(Feeds.logs());
    }

    @Test
    void address_onAFeed_leavesItAsItWas() {
        LogsFeed usdc = Feeds.logs().address(USDC);

        LogsFeed both = usdc.address(USDT);

        assertThat(usdc.addresses()).containsExactly(USDC);
        assertThat(both.addresses()).containsExactly(USDC, USDT);
        assertThat(usdc).isNotEqualTo(both).isEqualTo(Feeds.logs().address(USDC));
        assertThatThrownBy(() -> usdc.addresses().add(USDT)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> usdc.topics().get(0).add(TRANSFER)).isInstanceOf(UnsupportedOperationException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 4})
    void topic_positionOutOfRange_isRefused(int position) {
        assertThatThrownBy(() -> Feeds.logs().topic(position, TRANSFER))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a topic position must be 0 to 3, was " + position);
    }

    @Test
    void matches_filterWithoutConditions_matchesAll() {
        assertThat(Feeds.logs().matches(new TestLog(USDC, List.of()))).isTrue();
        assertThat(Feeds.logs().matches(new TestLog(USDT, List.of(TRANSFER, ALICE))))
                .isTrue();
    }

    @Test
    void matches_addresses_areAlternatives() {
        LogsFeed feed = Feeds.logs().address(USDC, USDT);

        assertThat(feed.matches(new TestLog(USDC, List.of()))).isTrue();
        assertThat(feed.matches(new TestLog(USDT, List.of()))).isTrue();
        assertThat(feed.matches(new TestLog(Address.of("0x" + "0".repeat(40)), List.of())))
                .isFalse();
    }

    @Test
    void matches_topics_areAlternativesInAPlaceAndAllPlacesCount() {
        LogsFeed feed = Feeds.logs().topic(0, TRANSFER, APPROVAL).topic(2, ALICE);

        assertThat(feed.matches(new TestLog(USDC, List.of(TRANSFER, TRANSFER, ALICE))))
                .isTrue();
        assertThat(feed.matches(new TestLog(USDC, List.of(APPROVAL, ALICE, ALICE, ALICE))))
                .isTrue();
        assertThat(feed.matches(new TestLog(USDC, List.of(ALICE, TRANSFER, ALICE))))
                .isFalse();
        assertThat(feed.matches(new TestLog(USDC, List.of(TRANSFER, ALICE, TRANSFER))))
                .isFalse();
        assertThat(feed.matches(new TestLog(USDC, List.of(TRANSFER, ALICE)))).isFalse();
        assertThat(feed.matches(new TestLog(USDC, List.of()))).isFalse();
    }
}
