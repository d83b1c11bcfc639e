package io.windlass.core.feed.read;

import io.windlass.DecodeException;
import io.windlass.Decoder;
import io.windlass.JsonReader;
import io.windlass.Log;
import io.windlass.spi.Codec;
import java.util.ArrayList;
import java.util.List;

/** The logs in the receipts of a block. */
final class ReceiptLogs implements Decoder<List<Read<Log>>> {
    private final Decoder<List<Read<Log>>> logs;

    ReceiptLogs(Codec codec, boolean keepJson) {
        this.logs = Read.list(Log.decoder(), codec, keepJson);
    }

    @Override
    public List<Read<Log>> decode(JsonReader in) {
        if (in.skipNull()) {
            throw new DecodeException("the receipts of the block are not there yet");
        }
        List<Read<Log>> all = new ArrayList<>();
        in.beginArray();
        while (in.nextElement()) {
            in.beginObject();
            for (String name = in.nextName(); name != null; name = in.nextName()) {
                if (name.equals("logs")) {
                    all.addAll(logs.decode(in));
                } else {
                    in.skip();
                }
            }
        }
        return all;
    }
}
