package io.windlass.core.sim.feed;

import java.util.Random;

/** How often what goes wrong, in thousandths; all zero in quiet times. */
final class Faults {
    int loseNotification;
    int doubleNotification;
    int reorderNotification;
    int corruptNotification;
    int loseReply;
    int slowReply;
    int spoilReply;
    int refuseReply;
    int anonymousError;
    int wrongLogs;
    int failExchange;
    int earlyNotification;

    /** No faults. */
    static Faults none() {
        return new Faults();
    }

    /** Some kinds of faults, each more or less often. */
    static Faults some(Random random) {
        Faults f = new Faults();
        f.loseNotification = maybe(random, 300);
        f.doubleNotification = maybe(random, 300);
        f.reorderNotification = maybe(random, 300);
        f.corruptNotification = maybe(random, 100);
        f.loseReply = maybe(random, 60);
        f.slowReply = maybe(random, 200);
        f.spoilReply = maybe(random, 60);
        f.refuseReply = maybe(random, 200);
        f.anonymousError = maybe(random, 60);
        f.wrongLogs = maybe(random, 200);
        f.failExchange = maybe(random, 200);
        f.earlyNotification = maybe(random, 500);
        return f;
    }

    private static int maybe(Random random, int most) {
        return random.nextInt(3) == 0 ? 1 + random.nextInt(most) : 0;
    }

    @Override
    public String toString() {
        return "loseNotification=" + loseNotification + " double=" + doubleNotification + " reorder="
                + reorderNotification + " corrupt=" + corruptNotification + " loseReply=" + loseReply + " slow="
                + slowReply + " spoil=" + spoilReply + " refuse=" + refuseReply + " anonymous=" + anonymousError
                + " wrongLogs=" + wrongLogs + " failExchange=" + failExchange + " early=" + earlyNotification;
    }
}
