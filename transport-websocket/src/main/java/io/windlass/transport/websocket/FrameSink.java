package io.windlass.transport.websocket;

/** Takes what a {@link FrameReader} finds. The arrays are the reader's: valid only during the call. */
interface FrameSink {
    void message(byte[] bytes, int length);

    void ping(byte[] payload, int length);

    void pong(byte[] payload, int length);

    /** The peer's close frame; nothing is read behind it. */
    void close(int code, String reason);
}
