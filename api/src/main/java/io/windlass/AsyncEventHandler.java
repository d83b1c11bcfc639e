package io.windlass;

import java.util.concurrent.CompletionStage;

/**
 * Receives what a feed delivers and is done with it later. The event is acknowledged when the stage completes normally; until
 * then the next one waits, unless {@link SubscriptionBuilder#parallel} lets several be under way.
 *
 * <p>Called on the same terms as an {@link EventHandler}.
 *
 * @param <T> the type of the value
 */
@FunctionalInterface
public interface AsyncEventHandler<T> {
    /**
     * Begins to handle one event.
     *
     * @return completes when it is handled; exceptionally if that failed. It must complete at some time: nobody
     *     else completes or cancels it. Past the {@linkplain SubscriptionBuilder#deadline deadline} it is still waited for, since
     *     its work may go on, and then its answer counts for nothing
     * @throws Exception if it could not begin; the same as a stage that fails with it
     */
    CompletionStage<?> onEvent(ChainEvent<T> event) throws Exception;
}
