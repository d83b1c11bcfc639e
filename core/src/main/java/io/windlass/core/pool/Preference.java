package io.windlass.core.pool;

import io.windlass.EndpointHealth;
import java.util.List;

/** Which endpoints a call goes to rather than to others, in this order. */
enum Preference {
    HEALTHY,
    DEGRADED,
    /** They have failed the call, and may do better now. */
    HEALTHY_TRIED,
    DEGRADED_TRIED,
    /** Better than none at all. One that is thought to be down may just have come up. */
    BARRED;

    /** All of them; {@link #values()} copies them each time. */
    static final List<Preference> IN_ORDER = List.of(values());

    boolean fits(EndpointHealth health, boolean tried) {
        return switch (this) {
            case HEALTHY -> health == EndpointHealth.HEALTHY && !tried;
            case DEGRADED -> health == EndpointHealth.DEGRADED && !tried;
            case HEALTHY_TRIED -> health == EndpointHealth.HEALTHY && tried;
            case DEGRADED_TRIED -> health == EndpointHealth.DEGRADED && tried;
            case BARRED -> health == EndpointHealth.BARRED || health == EndpointHealth.DOWN;
        };
    }
}
