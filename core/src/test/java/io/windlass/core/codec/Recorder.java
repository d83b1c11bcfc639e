package io.windlass.core.codec;

import io.windlass.RpcError;
import io.windlass.spi.EnvelopeVisitor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes down what it is told, as words. */
final class Recorder implements EnvelopeVisitor {
    final List<String> told = new ArrayList<>();
    final List<RpcError> errors = new ArrayList<>();
    private final byte[] bytes;

    private Recorder(byte[] bytes) {
        this.bytes = bytes;
    }

    static Recorder scan(byte[] bytes, int offset, int length) {
        Recorder recorder = new Recorder(bytes);
        new JsonCodec().scan(bytes, offset, length, recorder);
        return recorder;
    }

    static Recorder scan(String message) {
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        return scan(bytes, 0, bytes.length);
    }

    @Override
    public void result(long id, int offset, int length) {
        told.add("result " + id + " " + slice(offset, length));
    }

    @Override
    public void error(long id, RpcError error) {
        told.add("error " + id + " " + error);
        errors.add(error);
    }

    @Override
    public void errorWithoutId(RpcError error) {
        told.add("errorWithoutId " + error);
        errors.add(error);
    }

    @Override
    public void notification(int subscriptionOffset, int subscriptionLength, int offset, int length) {
        told.add("notification " + slice(subscriptionOffset, subscriptionLength) + " " + slice(offset, length));
    }

    @Override
    public void unknown(int offset, int length) {
        told.add("unknown " + slice(offset, length));
    }

    private String slice(int offset, int length) {
        return new String(bytes, offset, length, StandardCharsets.UTF_8);
    }
}
