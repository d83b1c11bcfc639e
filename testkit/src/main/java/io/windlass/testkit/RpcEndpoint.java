package io.windlass.testkit;

import io.windlass.DecodeException;
import io.windlass.JsonReader;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From the bytes of a message to the bytes of its answer. Thread-safe. */
final class RpcEndpoint {
    private static final Logger LOG = LoggerFactory.getLogger(RpcEndpoint.class);
    private static final String NO_ID = "null";

    private final EthMethods methods;
    private final Node node;
    private final FaultPlan faults;

    RpcEndpoint(EthMethods methods, Node node, FaultPlan faults) {
        this.methods = methods;
        this.node = node;
        this.faults = faults;
    }

    byte[] answer(byte[] message, Caller caller) {
        List<RpcRequest> requests = new ArrayList<>();
        boolean batch;
        try {
            JacksonReader in = new JacksonReader(message);
            batch = in.peek() == JsonReader.Kind.ARRAY;
            if (batch) {
                in.beginArray();
                while (in.nextElement()) {
                    requests.add(RpcRequest.read(in));
                }
            } else {
                requests.add(RpcRequest.read(in));
            }
            in.end();
        } catch (DecodeException e) {
            LOG.debug("answering a message that is not JSON with a parse error", e);
            return error(NO_ID, new RpcFault(RpcFault.PARSE_ERROR, "parse error"))
                    .toBytes();
        }
        if (requests.isEmpty()) {
            return error(NO_ID, new RpcFault(RpcFault.INVALID_REQUEST, "empty batch"))
                    .toBytes();
        }
        List<JsonBody> answers =
                requests.stream().map(request -> answer(request, caller)).toList();
        return (batch ? JsonBody.array(answers) : answers.get(0)).toBytes();
    }

    private JsonBody answer(RpcRequest request, Caller caller) {
        if (faults.errorsWithoutId.take()) {
            return error(NO_ID, new RpcFault(RpcFault.INTERNAL, "internal error"));
        }
        try {
            return result(request.id(), call(request, caller));
        } catch (RpcFault fault) {
            return error(request.id(), fault);
        } catch (RuntimeException e) {
            LOG.error("the devnet failed to answer {}", request.method(), e);
            return error(request.id(), new RpcFault(RpcFault.INTERNAL, "internal error: " + e));
        }
    }

    private JsonBody call(RpcRequest request, Caller caller) {
        String method = request.method();
        if (method == null) {
            throw new RpcFault(RpcFault.INVALID_REQUEST, "invalid request");
        }
        node.count(method);
        if (request.params() == null) {
            throw RpcFault.invalidParams("non-array args");
        }
        RpcFault failure = faults.nextFailure(method);
        if (failure != null) {
            throw failure;
        }
        return methods.call(method, request.params(), caller);
    }

    private static JsonBody result(String id, JsonBody result) {
        return envelope(id, "result", result);
    }

    private static JsonBody error(String id, RpcFault fault) {
        return envelope(id, "error", fault.toBody());
    }

    private static JsonBody envelope(String id, String member, JsonBody content) {
        return out -> {
            out.writeStartObject();
            out.writeStringField("jsonrpc", "2.0");
            out.writeFieldName("id");
            out.writeRawValue(id);
            out.writeFieldName(member);
            content.write(out);
            out.writeEndObject();
        };
    }
}
