package io.windlass.core.pool;

import io.windlass.BlockHeader;
import io.windlass.Call;
import io.windlass.core.chain.ChainReads;
import io.windlass.core.chain.Inquiry;
import io.windlass.core.rpc.NodeRules;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;

/** Calls go to whichever connection is best; what belongs together goes to one, and what nobody may deny goes to all. */
record GroupReads(EndpointGroup group) implements ChainReads {
    @Override
    public NodeRules rules() {
        return group.rules();
    }

    @Override
    public <T> CompletableFuture<T> call(Call<T> call) {
        return group.call(call);
    }

    @Override
    public <A, B, R> CompletableFuture<R> together(List<Call<A>> these, Call<B> last, BiFunction<List<A>, B, R> merge) {
        return new GroupBundle<>(group, member -> member.reads().together(these, last, merge)).begin();
    }

    @Override
    public Inquiry inquiry() {
        return new GroupInquiry(group);
    }

    @Override
    public <T> CompletableFuture<Optional<T>> unlessSyncing(Call<T> read) {
        return group.bestKnown().thenCompose(member -> member.reads().unlessSyncing(read));
    }

    @Override
    public CompletableFuture<Optional<BlockHeader>> highestHead() {
        List<CompletableFuture<Optional<BlockHeader>>> heads = group.well().stream()
                .map(member -> member.reads().highestHead())
                .toList();
        return CompletableFuture.allOf(heads.toArray(CompletableFuture[]::new))
                .thenApply(done -> heads.stream()
                        .flatMap(head -> head.join().stream())
                        .max(Comparator.comparingLong(BlockHeader::number)));
    }
}
