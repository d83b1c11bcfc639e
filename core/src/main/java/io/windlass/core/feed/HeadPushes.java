package io.windlass.core.feed;

import io.windlass.BlockHeader;
import io.windlass.BlockchainException;
import io.windlass.DecodeException;
import io.windlass.core.chain.ChainFollower;
import io.windlass.core.codec.DecodeFailures;
import io.windlass.core.feed.push.PushListener;
import io.windlass.spi.Codec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Heads that are announced, on their way to the follower of the chain. */
final class HeadPushes implements PushListener {
    private static final Logger LOG = LoggerFactory.getLogger(HeadPushes.class);

    private final FeedSource source;
    private final ChainFollower chain;
    private final Codec codec;
    private final Runnable onStray;

    HeadPushes(FeedSource source, ChainFollower chain, Codec codec, Runnable onStray) {
        this.source = source;
        this.chain = chain;
        this.codec = codec;
        this.onStray = onStray;
    }

    @Override
    public void pushed(byte[] json) {
        BlockHeader header;
        try {
            header = BlockHeader.decoder().decode(codec.reader(json, 0, json.length));
        } catch (DecodeException e) {
            onStray.run();
            LOG.warn(
                    "{}: a notification of newHeads was not understood and is left out: {}",
                    source.name(),
                    DecodeFailures.redacted(e, source.redact()).getMessage());
            return;
        }
        chain.announced(header);
    }

    @Override
    public void confirmed() {
        chain.connected();
    }

    @Override
    public void interrupted() {
        chain.disconnected();
    }

    @Override
    public void refusedForNow() {
        chain.pollsMeanwhile();
    }

    @Override
    public void ended(@Nullable BlockchainException failure) {
        if (failure != null) {
            LOG.warn("{}: heads are not announced ({}); they are polled", source.name(), failure.getMessage());
            chain.polls();
        }
    }
}
