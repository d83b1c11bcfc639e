package io.windlass.core.feed.push;

import io.windlass.BlockchainException;
import io.windlass.DecodeException;
import io.windlass.Log;
import io.windlass.LogsFeed;
import io.windlass.core.feed.read.Read;
import io.windlass.spi.Codec;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs that are announced, for a feed that wants them before their block is read. They are only hints: what is missing or
 * wrong is put right when the block is sealed, so a loss needs no care here.
 */
public final class LogPushes implements PushListener {
    private static final Logger LOG = LoggerFactory.getLogger(LogPushes.class);

    private final LogsFeed feed;
    private final Codec codec;
    private final boolean keepJson;
    private final Consumer<Read<Log>> to;

    public LogPushes(LogsFeed feed, Codec codec, boolean keepJson, Consumer<Read<Log>> to) {
        this.feed = feed;
        this.codec = codec;
        this.keepJson = keepJson;
        this.to = to;
    }

    public LogsFeed feed() {
        return feed;
    }

    @Override
    public void pushed(byte[] json) {
        try {
            Read<Log> read = Read.one(Log.decoder(), codec, keepJson).decode(codec.reader(json, 0, json.length));
            if (feed.matches(read.value()) && !RemovedFlag.isSet(json)) {
                to.accept(read);
            }
        } catch (DecodeException e) {
            LOG.debug("a pushed log was not understood; its block will be read");
        }
    }

    @Override
    public void confirmed() {
        // what came before is sealed by reading
    }

    @Override
    public void interrupted() {
        // what comes meanwhile is sealed by reading
    }

    @Override
    public void ended(@Nullable BlockchainException failure) {
        if (failure != null) {
            LOG.warn("logs are not announced ({}); they are delivered as blocks are read", failure.getMessage());
        }
    }
}
