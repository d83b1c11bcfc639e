package io.windlass.cdi;

import io.windlass.BlockHeader;
import io.windlass.ChainEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

@Singleton
class HeadObserver {
    private final List<Long> numbers = new CopyOnWriteArrayList<>();

    void onHead(@Observes @Network("test.local") ChainEvent<BlockHeader> head) {
        numbers.add(head.value().number());
    }

    List<Long> numbers() {
        return numbers;
    }
}
