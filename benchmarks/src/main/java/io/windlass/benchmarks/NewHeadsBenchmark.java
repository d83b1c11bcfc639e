package io.windlass.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.windlass.BlockHeader;
import io.windlass.spi.Codec;
import io.windlass.spi.CodecProvider;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * From the bytes of a {@code newHeads} notification to its typed header: the codec's envelope scan and the header's decoder,
 * beside a Jackson tree of the whole message from which the same fields are read.
 *
 * <pre>java -jar benchmarks/target/windlass-benchmarks.jar NewHeads -prof gc</pre>
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
@State(Scope.Thread)
public class NewHeadsBenchmark {
    private final byte[] message = message();
    private final Codec codec = ServiceLoader.load(CodecProvider.class)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no codec on the class path"))
            .create();
    private final ObjectMapper mapper = new ObjectMapper();
    private final HeaderReader reader = new HeaderReader(codec, message);

    @Benchmark
    public BlockHeader windlass() {
        codec.scan(message, 0, message.length, reader);
        return reader.header();
    }

    @Benchmark
    public TreeHeader jacksonTree() throws IOException {
        return TreeHeader.of(mapper.readTree(message).get("params").get("result"));
    }

    private static byte[] message() {
        try (InputStream in = NewHeadsBenchmark.class.getResourceAsStream("newHeads.json")) {
            if (in == null) {
                throw new IllegalStateException("newHeads.json is not on the class path");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
