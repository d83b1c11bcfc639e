package io.windlass.testkit;

/** An error that calls are answered with, a number of times. */
record CallFailure(String method, RpcFault error, Countdown left) {
    static final String ANY_METHOD = "";

    boolean strikes(String called) {
        return (method.equals(ANY_METHOD) || method.equals(called)) && left.take();
    }
}
