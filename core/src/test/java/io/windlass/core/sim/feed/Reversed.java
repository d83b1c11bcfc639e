package io.windlass.core.sim.feed;

import java.util.Collections;
import java.util.List;
import net.bytebuddy.asm.Advice;

/** Turns the list that a method returns around. */
final class Reversed {
    private Reversed() {}

    @Advice.OnMethodExit
    static void reverse(@Advice.Return List<?> returned) {
        Collections.reverse(returned);
    }
}
