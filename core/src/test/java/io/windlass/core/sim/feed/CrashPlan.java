package io.windlass.core.sim.feed;

/**
 * Where the engine's lives end.
 *
 * @param isRandom as the seed says; else at the one step only
 * @param step a durable step; 0 for none
 * @param before before the step took effect, rather than after
 */
record CrashPlan(boolean isRandom, int step, boolean before) {
    static final CrashPlan RANDOM = new CrashPlan(true, 0, false);
    static final CrashPlan NEVER = new CrashPlan(false, 0, false);

    static CrashPlan at(int step, boolean before) {
        return new CrashPlan(false, step, before);
    }

    boolean diesAt(int now, boolean isBefore) {
        return now == step && isBefore == before;
    }
}
