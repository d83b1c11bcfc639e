package io.windlass.transport.websocket;

/** The peer broke RFC 6455 or sent more than is allowed; carries the close code to answer with. */
final class ProtocolViolation extends Exception {
    private static final long serialVersionUID = 1L;

    private final int closeCode;

    private ProtocolViolation(int closeCode, String message) {
        super(message);
        this.closeCode = closeCode;
    }

    static ProtocolViolation broken(String message) {
        return new ProtocolViolation(CloseCode.PROTOCOL_ERROR, message);
    }

    static ProtocolViolation tooLarge(int limit) {
        return new ProtocolViolation(
                CloseCode.TOO_BIG,
                "the peer sent a message of more than " + limit + " bytes; raise maxMessageBytes if it is meant to");
    }

    int closeCode() {
        return closeCode;
    }
}
