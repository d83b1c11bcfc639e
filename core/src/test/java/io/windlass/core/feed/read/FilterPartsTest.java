package io.windlass.core.feed.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.Address;
import io.windlass.Feeds;
import io.windlass.Hash;
import io.windlass.LogsFeed;
import io.windlass.core.sim.ScriptedChain;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FilterPartsTest {
    private static Address[] addresses(int count) {
        return IntStream.range(0, count).mapToObj(ScriptedChain::emitter).toArray(Address[]::new);
    }

    private static Hash[] topics(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> ScriptedChain.topic(ScriptedChain.emitter(i)))
                .toArray(Hash[]::new);
    }

    @Test
    void of_aSmallFilter_isThatFilter() {
        LogsFeed feed = Feeds.logs().address(addresses(3)).topic(0, topics(3)).topic(2, topics(1));

        assertThat(FilterParts.of(feed, 3)).containsExactly(feed);
        assertThat(FilterParts.of(Feeds.logs(), 3)).containsExactly(Feeds.logs());
    }

    @Test
    void of_manyAddresses_namesEachOnce() {
        List<LogsFeed> parts = FilterParts.of(Feeds.logs().address(addresses(7)), 3);

        assertThat(parts).extracting(part -> part.addresses().size()).containsExactly(3, 3, 1);
        assertThat(parts.stream().flatMap(part -> part.addresses().stream())).containsExactly(addresses(7));
    }

    @Test
    void of_manyAddressesAndTopics_coversEachPairOnce() {
        LogsFeed feed = Feeds.logs().address(addresses(4)).topic(1, topics(5));
        List<LogsFeed> parts = FilterParts.of(feed, 2);

        assertThat(parts).hasSize(6);
        for (Address address : feed.addresses()) {
            for (Hash topic : feed.topics().get(1)) {
                assertThat(parts)
                        .filteredOn(part -> part.addresses().contains(address)
                                && part.topics().get(1).contains(topic))
                        .hasSize(1);
            }
        }
    }
}
