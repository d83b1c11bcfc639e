package io.windlass.testkit;

import org.jspecify.annotations.Nullable;

/** A call that is answered with an error. */
final class RpcFault extends RuntimeException {
    static final int PARSE_ERROR = -32700;
    static final int INVALID_REQUEST = -32600;
    static final int NO_METHOD = -32601;
    static final int INVALID_PARAMS = -32602;
    static final int INTERNAL = -32603;
    static final int SERVER_ERROR = -32000;

    private static final long serialVersionUID = 1L;

    private final int code;
    private final transient @Nullable JsonBody data;

    RpcFault(int code, String message) {
        this(code, message, null);
    }

    RpcFault(int code, String message, @Nullable JsonBody data) {
        super(message, null, false, false);
        this.code = code;
        this.data = data;
    }

    static RpcFault invalidParams(String message) {
        return new RpcFault(INVALID_PARAMS, message);
    }

    static RpcFault server(String message) {
        return new RpcFault(SERVER_ERROR, message);
    }

    JsonBody toBody() {
        return out -> {
            out.writeStartObject();
            out.writeNumberField("code", code);
            out.writeStringField("message", getMessage());
            if (data != null) {
                out.writeFieldName("data");
                data.write(out);
            }
            out.writeEndObject();
        };
    }
}
