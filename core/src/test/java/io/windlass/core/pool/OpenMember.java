package io.windlass.core.pool;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;
import static org.mockito.Mockito.withSettings;

import io.windlass.ConnectionState;
import io.windlass.Hash;
import io.windlass.core.rpc.Attempt;
import io.windlass.core.rpc.Completion;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A connection that is up from the start, whose attempts a test ends itself, on whatever thread. */
final class OpenMember {
    /** Told of each attempt, on the thread that makes it. */
    interface Node {
        void attempted(String method, List<Object> params, Completion completion);
    }

    private OpenMember() {}

    static Member to(Node node, String id) {
        Member member = mock(Member.class, withSettings().stubOnly());
        when(member.id()).thenReturn(id);
        when(member.start()).thenReturn(CompletableFuture.completedFuture(member));
        when(member.onStateChange(any())).thenReturn(() -> {});
        when(member.state()).thenReturn(ConnectionState.OPEN);
        when(member.chainId()).thenReturn(1L);
        when(member.genesis()).thenReturn(Optional.of(Hash.ZERO));
        when(member.readyIn()).thenReturn(Duration.ZERO);
        when(member.attempt(anyString(), any(), any(), any())).thenAnswer(invocation -> {
            node.attempted(invocation.getArgument(0), invocation.getArgument(1), invocation.getArgument(3));
            return (Attempt) () -> {};
        });
        return member;
    }
}
