package io.windlass.core.sim.feed;

import io.windlass.core.runtime.EngineRuntime;
import io.windlass.core.runtime.Ticker;
import io.windlass.core.runtime.Timer;
import io.windlass.core.sim.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/** One life of the engine: its clocks, timers and threads end when it crashes. */
final class SimProcess implements Ticker, Timer, Executor {
    private static final int TASKS_AT_AN_INSTANT = 100_000;

    private final World world;
    private final int number;
    private final List<Runnable> sleeping = new ArrayList<>();
    private Takeover takeover;
    private boolean asleep;
    private boolean dead;
    private long pending;
    private long instant = -1;
    private int ranAtInstant;

    SimProcess(World world, int number) {
        this.world = world;
        this.number = number;
    }

    EngineRuntime runtime() {
        return new EngineRuntime(this, this, this, this, world.random());
    }

    int number() {
        return number;
    }

    boolean isDead() {
        return dead;
    }

    /** Ends this life; what is under way finds out at its next step. */
    void die() {
        dead = true;
    }

    /** It sleeps from now on: nothing that is due happens before it {@link #wakes}. */
    void sleepsDuring(Takeover byAnother) {
        asleep = true;
        takeover = byAnother;
    }

    void wakes() {
        asleep = false;
        List<Runnable> due = List.copyOf(sleeping);
        sleeping.clear();
        due.forEach(this::execute);
    }

    /** Who took over from it; null if nobody. */
    Takeover takeover() {
        return takeover;
    }

    void checkAlive() {
        if (dead) {
            throw new Crash("before");
        }
    }

    /** How many tasks wait for their time; cancelled ones do not count. */
    long pending() {
        return pending;
    }

    @Override
    public long nanos() {
        return world.nanos();
    }

    @Override
    public Instant now() {
        return world.now();
    }

    @Override
    public Scheduled schedule(Duration delay, Runnable work) {
        pending++;
        boolean[] over = new boolean[1];
        Scheduled scheduled = world.schedule(delay, () -> {
            if (!over[0]) {
                over[0] = true;
                pending--;
                run(work);
            }
        });
        return () -> {
            scheduled.cancel();
            if (!over[0]) {
                over[0] = true;
                pending--;
            }
        };
    }

    private void run(Runnable work) {
        if (dead) {
            return;
        }
        if (asleep) {
            sleeping.add(work);
            return;
        }
        ranAtInstant = world.nanos() == instant ? ranAtInstant + 1 : 0;
        instant = world.nanos();
        if (ranAtInstant > TASKS_AT_AN_INSTANT) {
            throw new AssertionError("it runs in a circle and time stands still");
        }
        try {
            work.run();
        } catch (Crash crash) {
            if (!dead) {
                throw new AssertionError("a crash of another life", crash);
            }
        }
    }

    @Override
    public void execute(Runnable work) {
        schedule(Duration.ZERO, work);
    }
}
