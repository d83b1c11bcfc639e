package io.windlass.core.feed.push;

import io.windlass.core.rpc.Completion;
import java.util.List;

/** One link as subscriptions see it: it lives shorter than they do. */
public interface FeedLink {
    /** The notifications of this link. */
    Registry registry();

    /** The chain at the other end. */
    long chainId();

    /** Makes a call over this link only; the completion runs on the link's thread, before what follows the answer. */
    void request(String method, List<Object> params, Completion completion);
}
