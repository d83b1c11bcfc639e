package io.windlass.testkit.contract;

import io.windlass.Bytes;
import io.windlass.DeadLetter;
import io.windlass.Hash;
import io.windlass.Position;
import io.windlass.spi.BlockMark;
import io.windlass.spi.FeedChange;
import io.windlass.spi.WindowEntry;
import io.windlass.spi.WindowEntry.State;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Draws the changes that a feed on a chain with forks makes: blocks passed, acknowledged, taken back, final. */
final class FeedChanges {
    private static final int MOST_LOGS = 4;
    private static final int LARGEST_PAYLOAD = 600;

    private final Random random;
    private final FeedModel model;
    private final String feed;
    private long head;
    private long finalBlock;
    private long branch;
    private long sequence;
    private long through;

    FeedChanges(Random random, FeedModel model, String feed) {
        this.random = random;
        this.feed = feed;
        this.model = model;
    }

    FeedChange next() {
        FeedChange.Builder change = FeedChange.builder();
        int dice = random.nextInt(10);
        if (dice == 0 && head > finalBlock) {
            unwind(change);
        } else if (dice == 1) {
            becomeFinal(change);
        }
        if (dice != 2) {
            pass(change);
        }
        if (random.nextBoolean()) {
            through += random.nextInt((int) (sequence - through) + 1);
            change.acknowledged(
                    through, random.nextBoolean() ? Optional.of(Position.end(head, hash(head))) : Optional.empty());
        }
        dealWithLetters(change);
        return change.build();
    }

    private void dealWithLetters(FeedChange.Builder change) {
        List<DeadLetter> letters = model.letters();
        DeadLetter.State[] states = DeadLetter.State.values();
        switch (random.nextInt(8)) {
            case 0, 1 -> change.put(Letters.letter(feed, 1 + random.nextInt(40), states[random.nextInt(2)]));
            case 2 ->
                letters.forEach(letter -> {
                    if (random.nextInt(3) == 0) {
                        change.letterState(letter.id(), states[random.nextInt(states.length)]);
                    }
                });
            case 3 ->
                letters.stream()
                        .filter(letter -> random.nextInt(4) == 0)
                        .forEach(letter -> change.dropLetter(letter.id()));
            default -> {
                // most changes are about something else
            }
        }
    }

    private void unwind(FeedChange.Builder change) {
        long from = finalBlock + 1 + random.nextInt((int) (head - finalBlock));
        change.forgetPathFrom(from);
        model.marks().stream()
                .filter(mark -> mark.number() == from - 1)
                .findFirst()
                .ifPresent(mark -> change.setBackTo(Position.end(mark.number(), mark.hash())));
        for (WindowEntry entry : model.entries()) {
            if (entry.position().blockNumber() >= from) {
                change.put(entry.as(State.REMOVED));
            }
        }
        head = from - 1;
        branch = random.nextInt(3);
    }

    private void becomeFinal(FeedChange.Builder change) {
        finalBlock += random.nextInt((int) (head - finalBlock) + 1);
        List<BlockMark> kept = model.marks().stream()
                .filter(mark -> mark.number() < finalBlock && mark.number() % 4 == 0)
                .toList();
        change.forgetBelow(finalBlock, kept);
    }

    private void pass(FeedChange.Builder change) {
        head++;
        change.passed(new BlockMark(head, hash(head)));
        int logs = random.nextInt(MOST_LOGS);
        for (int index = 0; index < logs; index++) {
            byte[] payload = new byte[random.nextInt(LARGEST_PAYLOAD)];
            random.nextBytes(payload);
            State state = random.nextInt(20) == 0 ? State.DEAD : State.DISPATCHED;
            Position position = new Position(head, hash(head), index);
            change.put(new WindowEntry(++sequence, position, random.nextInt(3), state, Bytes.of(payload)));
        }
    }

    private Hash hash(long number) {
        return new Hash(number, branch, 0, -1);
    }
}
