package io.windlass.core.pool;

import io.windlass.Call;
import io.windlass.core.chain.Inquiry;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A question to a group. It goes to whichever endpoint is best, and once that one is not believed, to another one that is well. An
 * answer that is doubted is not held against its endpoint: it may only be late.
 */
final class GroupInquiry implements Inquiry {
    private final EndpointGroup group;
    private final Set<Endpoint> asked = ConcurrentHashMap.newKeySet();
    private final AtomicInteger turns = new AtomicInteger();
    private volatile Set<Endpoint> doubted = Set.of();

    GroupInquiry(EndpointGroup group) {
        this.group = group;
    }

    @Override
    public <T> CompletableFuture<T> call(Call<T> call) {
        return doubted.isEmpty()
                ? group.call(call, asked::add)
                : new GroupBundle<T>(
                                group,
                                member -> member.reads().together(List.of(), call, (none, answer) -> answer),
                                doubted,
                                asked::add)
                        .begin();
    }

    @Override
    public boolean goesElsewhere() {
        boolean others = turns.incrementAndGet() < group.order().size() && group.isAnyWellBut(asked);
        if (!others) {
            turns.set(0);
            asked.clear();
        }
        doubted = Set.copyOf(asked);
        return others;
    }
}
