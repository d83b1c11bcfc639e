package io.windlass.it;

import io.windlass.CloseReason;
import io.windlass.spi.LinkListener;
import io.windlass.spi.Outbound;
import io.windlass.spi.TransportFailure;

/** For a link that is not expected to open. */
final class FaultDeafListener implements LinkListener {
    @Override
    public void sent(Outbound message) {}

    @Override
    public void message(Outbound inReplyTo, byte[] bytes, int offset, int length) {}

    @Override
    public void failed(Outbound message, TransportFailure failure) {}

    @Override
    public void pong(long nonce) {}

    @Override
    public void closed(CloseReason reason) {}
}
