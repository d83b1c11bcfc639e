package io.windlass.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.BlockHeader;
import java.io.IOException;
import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Keeps the benchmarks running and honest; measures nothing. */
class BenchmarksTest {
    @Test
    void httpPool_forOneIteration_answersEveryCaller() throws RunnerException {
        assertThat(runOnce("HttpPoolBenchmark\\..*16"))
                .extracting(result -> result.getParams().getBenchmark())
                .extracting(name -> name.substring(name.lastIndexOf('.') + 1))
                .containsExactlyInAnyOrder(
                        "windlass16", "windlassBatches16", "windlassCoalescing16", "methanolSend16", "methanolAsync16");
    }

    /** It fails if a JVM of either kind ends. */
    @Test
    void httpPoolPairs_forTwoRounds_takeTurns() throws Exception {
        HttpPoolPairs.main(new String[] {"2", "1", "0", "2"});
    }

    @Test
    void tailLatency_forOneIteration_answersWithAndWithoutHedging() throws RunnerException {
        assertThat(runOnce("TailLatencyBenchmark\\..*")).hasSize(4);
    }

    @Test
    void newHeads_forOneIteration_decodesEveryMessage() throws RunnerException {
        assertThat(runOnce("NewHeadsBenchmark\\..*")).hasSize(2);
    }

    @Test
    void feedStore_forOneIteration_appliesChanges() throws RunnerException {
        assertThat(runOnce("FeedStoreBenchmark\\..*"))
                .extracting(result -> result.getParams().getBenchmark())
                .extracting(name -> name.substring(name.lastIndexOf('.') + 1))
                .containsOnly("windlass", "sqlite", "acknowledgement", "sqliteAcknowledgement", "h2Acknowledgement");
    }

    @Test
    void lane_forOneIteration_handsEventsOver() throws RunnerException {
        assertThat(runOnce("LaneBenchmark\\..*")).hasSize(7);
    }

    /** It fails if a block is not heard of. */
    @Test
    void feedLatency_forAFewBlocks_hearsOfEach() throws Exception {
        FeedLatency.main(new String[] {"10"});
    }

    /** It fails if a log is missing or out of order. */
    @Test
    void feedVolume_forAFewLogs_getsEach() throws Exception {
        FeedVolume.main(new String[] {"http", "20000", "100", "256m"});
    }

    @Test
    void newHeads_bothWays_readTheSameHeader() throws IOException {
        NewHeadsBenchmark benchmark = new NewHeadsBenchmark();
        BlockHeader header = benchmark.windlass();

        assertThat(benchmark.jacksonTree())
                .isEqualTo(new TreeHeader(
                        header.number(),
                        header.hash(),
                        header.parentHash(),
                        header.timestamp(),
                        header.logsBloom(),
                        header.gasLimit(),
                        header.gasUsed(),
                        header.miner(),
                        header.stateRoot(),
                        header.transactionsRoot(),
                        header.receiptsRoot(),
                        header.extraData(),
                        header.baseFeePerGas().orElseThrow()));
        assertThat(header.number()).isEqualTo(0x128c6df);
    }

    /** In this JVM, and failing with what a benchmark throws. */
    private static Collection<RunResult> runOnce(String benchmarks) throws RunnerException {
        return new Runner(new OptionsBuilder()
                        .include(benchmarks)
                        .forks(0)
                        .warmupIterations(0)
                        .measurementIterations(1)
                        .measurementTime(TimeValue.milliseconds(20))
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();
    }
}
