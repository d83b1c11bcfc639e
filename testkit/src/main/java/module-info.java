import org.jspecify.annotations.NullMarked;

/**
 * The embedded node for tests and demos, its faults, the JUnit extension that gives it to tests, and contract tests for
 * authors of plugins. JUnit is needed only by those who use the extension or the contracts.
 */
@NullMarked
module io.windlass.testkit {
    requires transitive io.windlass.api;
    requires static org.jspecify;
    requires com.fasterxml.jackson.core;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.codec.http;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.transport;
    requires org.slf4j;
    requires static org.junit.jupiter.api;

    exports io.windlass.testkit;
    exports io.windlass.testkit.contract;

    // JUnit finds and runs what is not public, too
    opens io.windlass.testkit.contract;

    uses io.windlass.spi.NetworkProvider;
}
