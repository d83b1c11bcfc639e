package io.windlass.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.core.sim.World;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NoticesTest {
    private final World world = new World(1);
    private final List<String> heard = new ArrayList<>();

    @Test
    void tell_isHeardInOrder_elsewhere() {
        Notices<String> notices = new Notices<>(10, world, heard::add);
        notices.tell("a");
        notices.tell("b");
        assertThat(heard).isEmpty();
        world.settle();

        assertThat(heard).containsExactly("a", "b");
    }

    @Test
    void tell_beyondTheMostThatMayWait_isDropped() {
        Notices<String> notices = new Notices<>(1, world, heard::add);
        notices.tell("a");
        notices.tell("b");
        world.settle();
        notices.tell("c");
        world.settle();

        assertThat(heard).containsExactly("a", "c");
    }

    @Test
    void aListenerThatThrows_hearsTheNext() {
        Notices<String> notices = new Notices<>(10, world, notice -> {
            heard.add(notice);
            if (notice.equals("a")) {
                throw new IllegalStateException("no");
            }
            throw new AssertionError("neither");
        });
        notices.tell("a");
        notices.tell("b");
        notices.tell("c");
        world.settle();

        assertThat(heard).containsExactly("a", "b", "c");
    }

    @Test
    void aListener_mayTell() {
        List<Notices<String>> self = new ArrayList<>();
        Notices<String> notices = new Notices<>(10, world, notice -> {
            heard.add(notice);
            if (heard.size() < 3) {
                self.get(0).tell(notice + "'");
            }
        });
        self.add(notices);
        notices.tell("a");
        world.settle();

        assertThat(heard).containsExactly("a", "a'", "a''");
    }
}
