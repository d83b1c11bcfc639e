package io.windlass.core.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windlass.Balancing;
import io.windlass.BlockHeader;
import io.windlass.BlockRef;
import io.windlass.Call;
import io.windlass.ErrorClass;
import io.windlass.Eth;
import io.windlass.Hash;
import io.windlass.RpcError;
import io.windlass.core.chain.Inquiry;
import io.windlass.core.pool.GroupFixture.Plan;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What feeds read over a group: pairs go from endpoint to endpoint, and nothing is denied unless all deny it. */
class GroupReadsTest {
    private static final RpcError PRUNED = new RpcError(4444, "pruned history unavailable", Optional.empty());
    private static final RpcError TOO_LONG =
            new RpcError(-32005, "query returned more than 10000 results", Optional.empty());

    /** Each endpoint answers logs with its URL. */
    private static final Call<String> LOGS =
            Call.of("eth_getLogs", in -> in.json().text());

    private GroupFixture f;

    private CompletableFuture<String> pair() {
        CompletableFuture<String> pair =
                new GroupReads(f.group).together(Eth.blockNumber(), LOGS, (number, answer) -> answer);
        f.run(Duration.ofSeconds(1));
        return pair;
    }

    private CompletableFuture<Optional<BlockHeader>> highestHead() {
        CompletableFuture<Optional<BlockHeader>> head = new GroupReads(f.group).highestHead();
        f.run(Duration.ofMillis(100));
        return head;
    }

    private ModelEndpoint endpoint(int index) {
        return f.endpoints.get(index);
    }

    @Test
    void together_prefersHttp() {
        f = GroupFixture.open(Balancing.PRIORITY, Plan.ws("one", 0), Plan.http("two", 1));

        assertThat(pair()).isCompletedWithValueMatching(answer -> answer.contains("two.test"));
        assertThat(f.inFlight(endpoint(1))).isZero();
    }

    @Test
    void together_whereTheBestHasNoHistory_goesToTheOneThatHas() {
        f = GroupFixture.open(Balancing.PRIORITY, Plan.http("one", 0), Plan.ws("two", 1));
        endpoint(0).refusals.put("eth_getLogs", PRUNED);

        assertThat(pair()).isCompletedWithValueMatching(answer -> answer.contains("two.test"));
        assertThat(f.stats(endpoint(0)).errors()).containsEntry(ErrorClass.NODE, 1L);
    }

    @Test
    void together_whereNobodyHasTheHistory_saysSo() {
        f = GroupFixture.open(Balancing.PRIORITY, Plan.http("one", 0), Plan.http("two", 1));
        endpoint(0).refusals.put("eth_getLogs", PRUNED);
        endpoint(1).refusals.put("eth_getLogs", PRUNED);

        assertThatThrownBy(pair()::join).hasMessageContaining("pruned history");
    }

    @Test
    void together_whereAnotherMayHaveTheHistoryLater_failsAsThatOneDoes() {
        f = GroupFixture.open(Balancing.PRIORITY, Plan.http("one", 0), Plan.http("two", 1));
        endpoint(0).refusals.put("eth_getLogs", PRUNED);
        endpoint(1).fault = ModelEndpoint.Fault.UNAVAILABLE;

        assertThatThrownBy(pair()::join).hasMessageContaining("503");
    }

    @Test
    void together_refusedAsTooLong_isNotAskedElsewhere() {
        f = GroupFixture.open(Balancing.PRIORITY, Plan.http("one", 0), Plan.http("two", 1));
        endpoint(0).refusals.put("eth_getLogs", TOO_LONG);

        assertThatThrownBy(pair()::join).hasMessageContaining("more than 10000");
        assertThat(endpoint(1).asked).doesNotContain("eth_getLogs");
    }

    @Test
    void together_overAnEndpointThatFails_countsAgainstItsHealth() {
        f = GroupFixture.open(Balancing.PRIORITY, Plan.http("one", 0), Plan.ws("two", 1));
        endpoint(0).fault = ModelEndpoint.Fault.UNAVAILABLE;
        for (int i = 0; i < 10; i++) {
            assertThat(pair()).isCompletedWithValueMatching(answer -> answer.contains("two.test"));
        }

        long asked = endpoint(0).asked.stream().filter("eth_getLogs"::equals).count();
        assertThat(asked).isBetween(1L, 9L);
    }

    private String asked(Inquiry inquiry) {
        CompletableFuture<String> answer = inquiry.call(LOGS);
        f.run(Duration.ofSeconds(1));
        return answer.join();
    }

    @Test
    void inquiry_whoseAnswerIsDoubted_goesToEachOtherEndpointBeforeItStartsAnew() {
        f = GroupFixture.open(Balancing.PRIORITY, Plan.http("one", 0), Plan.ws("two", 1), Plan.http("three", 2));
        Inquiry inquiry = new GroupReads(f.group).inquiry();

        assertThat(asked(inquiry)).contains("one.test");
        assertThat(inquiry.goesElsewhere()).isTrue();
        Set<String> others = new HashSet<>();
        others.add(asked(inquiry));
        assertThat(inquiry.goesElsewhere()).isTrue();
        others.add(asked(inquiry));
        assertThat(others).hasSize(2).noneMatch(answer -> answer.contains("one.test"));
        assertThat(inquiry.goesElsewhere()).isFalse();
        assertThat(asked(inquiry)).contains("one.test");
        assertThat(f.endpoints).allMatch(endpoint -> f.inFlight(endpoint) == 0);
    }

    @Test
    void inquiry_toTheOnlyEndpoint_goesNowhereElse() {
        f = GroupFixture.open(Balancing.PRIORITY, Plan.http("one", 0));
        Inquiry inquiry = new GroupReads(f.group).inquiry();

        assertThat(asked(inquiry)).contains("one.test");
        assertThat(inquiry.goesElsewhere()).isFalse();
    }

    @Test
    void inquiry_aboutABlockThatTheBestDoesNotKnow_isAnsweredByAnother() {
        f = GroupFixture.open(Balancing.PRIORITY, Plan.http("one", 0), Plan.http("two", 1));
        endpoint(0).refusals.put("eth_getLogs", new RpcError(-32000, "unknown block", Optional.empty()));

        assertThat(asked(new GroupReads(f.group).inquiry())).contains("two.test");
    }

    private Optional<BlockHeader> findHead() {
        Hash head = highestHead().join().orElseThrow().hash();
        endpoint(0).lag(2);
        CompletableFuture<Optional<BlockHeader>> found =
                new GroupReads(f.group).inquiry().find(Eth.header(BlockRef.hash(head)));
        f.run(Duration.ofMillis(200));
        return found.join();
    }

    @Test
    void find_aBlockThatTheBestDoesNotHave_asksAnother() {
        f = GroupFixture.open(Balancing.PRIORITY, Plan.http("one", 0), Plan.http("two", 1));

        assertThat(findHead()).isPresent();
    }

    @Test
    void find_aBlockThatTheBestDoesNotHave_whereTheOtherFails_isNotFound() {
        f = GroupFixture.open(Balancing.PRIORITY, Plan.http("one", 0), Plan.http("two", 1));
        endpoint(1).refusals.put("eth_getBlockByHash", PRUNED);

        assertThat(findHead()).isEmpty();
    }

    @Test
    void highestHead_isThatOfWhoeverIsFurthest_thoughTheBestLags() {
        f = GroupFixture.open(Balancing.PRIORITY, Plan.ws("one", 0), Plan.http("two", 1));
        endpoint(0).lag(2);

        assertThat(highestHead().join().orElseThrow().number())
                .isEqualTo(endpoint(1).head());
    }

    @Test
    void highestHead_ofMachinesThatSync_saysNothing() {
        f = GroupFixture.open(Balancing.PRIORITY, Plan.ws("one", 0), Plan.http("two", 1));
        f.endpoints.forEach(each -> each.syncing = true);
        assertThat(highestHead()).isCompletedWithValue(Optional.empty());

        endpoint(1).syncing = false;
        assertThat(highestHead().join()).isPresent();
    }

    @Test
    void highestHead_whereOneThatIsWellCannotBeAsked_isNotKnown() {
        f = GroupFixture.open(Balancing.PRIORITY, Plan.ws("one", 0), Plan.http("two", 1));
        endpoint(1).refusals.put("eth_getBlockByNumber", new RpcError(-32603, "internal error", Optional.empty()));

        assertThat(highestHead()).isCompletedExceptionally();
    }
}
