package io.windlass.it;

import io.windlass.CloseReason.Kind;
import java.util.Set;

/** How a link is lost, and how the way to the node is free again. */
enum FaultOutage {
    FIN(Kind.REMOTE) {
        @Override
        void begin(FaultScene scene) {
            scene.proxy().cutByFin();
        }
    },
    RESET(Kind.NETWORK) {
        @Override
        void begin(FaultScene scene) {
            scene.proxy().cutByReset();
        }
    },
    CUT_IN_MID_FRAME(Kind.REMOTE) {
        @Override
        void begin(FaultScene scene) {
            scene.proxy().cutInMidFrame();
        }
    },
    SILENCE(Kind.TIMEOUT) {
        @Override
        void begin(FaultScene scene) {
            scene.proxy().lose(FaultLoss.EVERYTHING);
        }

        @Override
        void end(FaultScene scene) {
            scene.proxy().loseNoMore();
        }
    },
    REFUSAL(Kind.REMOTE) {
        @Override
        void begin(FaultScene scene) {
            scene.proxy().refuse();
            scene.proxy().cutByFin();
        }

        @Override
        void end(FaultScene scene) {
            scene.proxy().listen();
        }
    },
    FROZEN_NODE(Kind.TIMEOUT) {
        @Override
        void begin(FaultScene scene) {
            scene.node().suspend();
        }

        @Override
        void end(FaultScene scene) {
            scene.node().resume();
        }
    },
    KILLED_NODE(Kind.REMOTE, Kind.NETWORK) {
        @Override
        void begin(FaultScene scene) {
            scene.killNode();
        }

        @Override
        void end(FaultScene scene) {
            scene.restartNode();
        }
    };

    private final Set<Kind> told;

    FaultOutage(Kind... told) {
        this.told = Set.of(told);
    }

    /** True if nothing but a heartbeat finds it. */
    boolean isSilent() {
        return told.contains(Kind.TIMEOUT);
    }

    /** What the loss may be told as. */
    Set<Kind> told() {
        return told;
    }

    abstract void begin(FaultScene scene);

    void end(FaultScene scene) {
        // the way was free all the time
    }
}
