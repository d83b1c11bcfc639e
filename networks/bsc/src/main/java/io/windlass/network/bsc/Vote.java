package io.windlass.network.bsc;

import io.windlass.Bytes;
import io.windlass.DecodeException;
import io.windlass.Hash;
import io.windlass.JsonReader;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A validator's vote that a block follows from a justified one, as fast finality (BEP-126) collects them. Its signature is
 * not verified.
 *
 * @param voteAddress the validator's BLS public key, 48 bytes
 * @param signature the BLS signature, 96 bytes
 * @param sourceNumber the number of the last justified block
 * @param sourceHash its hash
 * @param targetNumber the number of the block that is voted for
 * @param targetHash its hash
 */
public record Vote(
        Bytes voteAddress, Bytes signature, long sourceNumber, Hash sourceHash, long targetNumber, Hash targetHash) {

    static Vote decode(JsonReader in) {
        Bytes voteAddress = null;
        Bytes signature = null;
        Data data = null;
        in.beginObject();
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            switch (name) {
                case "VoteAddress" -> voteAddress = bytes(in);
                case "Signature" -> signature = bytes(in);
                case "Data" -> data = data(in);
                default -> in.skip();
            }
        }
        Data voted = required(data, "Data");
        return new Vote(
                required(voteAddress, "VoteAddress"),
                required(signature, "Signature"),
                voted.sourceNumber,
                voted.sourceHash,
                voted.targetNumber,
                voted.targetHash);
    }

    private record Data(long sourceNumber, Hash sourceHash, long targetNumber, Hash targetHash) {}

    private static Data data(JsonReader in) {
        Long sourceNumber = null;
        Hash sourceHash = null;
        Long targetNumber = null;
        Hash targetHash = null;
        in.beginObject();
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            switch (name) {
                case "SourceNumber" -> sourceNumber = in.quantity();
                case "SourceHash" -> sourceHash = in.hash();
                case "TargetNumber" -> targetNumber = in.quantity();
                case "TargetHash" -> targetHash = in.hash();
                default -> in.skip();
            }
        }
        return new Data(
                required(sourceNumber, "SourceNumber"),
                required(sourceHash, "SourceHash"),
                required(targetNumber, "TargetNumber"),
                required(targetHash, "TargetHash"));
    }

    /** Nodes write an array of numbers, since the type has no encoding of its own in Go; forks of them write hex. */
    private static Bytes bytes(JsonReader in) {
        if (in.peek() != JsonReader.Kind.ARRAY) {
            return in.bytes();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        in.beginArray();
        while (in.nextElement()) {
            long b = in.quantity();
            if (b < 0 || b > 0xff) {
                throw new DecodeException("expected bytes, found the number " + b);
            }
            bytes.write((int) b);
        }
        return Bytes.of(bytes.toByteArray());
    }

    private static <T> T required(@Nullable T value, String name) {
        if (value == null) {
            throw new DecodeException("a vote needs " + name);
        }
        return value;
    }
}
