package io.windlass.core.rpc;

/** Units that grow with time up to a burst and are spent by calls. Not thread-safe. */
final class TokenBucket {
    private double perSecond;
    private double burst;
    private double units;
    private long asOfNanos;

    /** A full bucket. */
    TokenBucket(double perSecond, double burst, long nowNanos) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.units = burst;
        this.asOfNanos = nowNanos;
    }

    void change(double newPerSecond, double newBurst, long nowNanos) {
        fill(nowNanos);
        perSecond = newPerSecond;
        burst = newBurst;
        units = Math.min(units, burst);
    }

    /** What is in it is lost. */
    void empty(long nowNanos) {
        fill(nowNanos);
        units = Math.min(units, 0);
    }

    private void fill(long nowNanos) {
        units = Math.min(burst, units + (nowNanos - asOfNanos) / 1e9 * perSecond);
        asOfNanos = nowNanos;
    }

    /** How long until a call of this cost may go; zero for now. One that costs more than the burst goes when that is full. */
    long waitNanos(double cost, long nowNanos) {
        fill(nowNanos);
        double missing = Math.min(cost, burst) - units;
        // a little less than a unit is a unit: what is missing may be a rounding error that no wait would cure
        return missing <= 1e-6 ? 0 : Math.max(1, (long) Math.ceil(missing / perSecond * 1e9));
    }

    /** Spends units, also those that are not there yet. */
    void take(double cost, long nowNanos) {
        fill(nowNanos);
        units -= cost;
    }
}
