package io.windlass.core.pool;

import io.windlass.Hash;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Asks endpoints for the hash of one block, and when all have answered or failed to, tells each whether it is on another
 * branch. Who does not say is judged as before. Thread-safe.
 */
final class BranchCheck {
    private final List<Endpoint> bestFirst;
    private final Runnable judged;
    private final Map<Endpoint, Hash> hashes = new HashMap<>();
    private int outstanding;

    BranchCheck(Collection<Endpoint> bestFirst, Runnable judged) {
        this.bestFirst = List.copyOf(bestFirst);
        this.judged = judged;
        this.outstanding = bestFirst.size();
    }

    void begin(Prober prober, Map<Endpoint, Member> over, long block) {
        String number = "0x" + Long.toHexString(block);
        over.forEach((endpoint, member) ->
                prober.ask(member, number, (told, why) -> said(endpoint, told.flatMap(Prober.Told::hash))));
    }

    private void said(Endpoint endpoint, Optional<Hash> hash) {
        synchronized (this) {
            hash.ifPresent(value -> hashes.put(endpoint, value));
            outstanding--;
            if (outstanding > 0) {
                return;
            }
            judge();
        }
        judged.run();
    }

    private void judge() {
        List<Endpoint> said = bestFirst.stream().filter(hashes::containsKey).toList();
        List<Boolean> forked = Heads.forked(said.stream()
                .flatMap(endpoint -> Stream.ofNullable(hashes.get(endpoint)))
                .toList());
        for (int i = 0; i < said.size(); i++) {
            said.get(i).forked(forked.get(i));
        }
    }
}
