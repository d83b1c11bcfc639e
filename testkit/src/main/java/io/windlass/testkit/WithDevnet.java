package io.windlass.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives the tests of a class, or one test, an embedded chain. Runs on JUnit 5 (from 5.13) and 6.
 *
 * <pre>{@code
 * @WithDevnet
 * class ReorgTest {
 *     @Test
 *     void survives(Devnet devnet, BlockchainConnection node) {
 *         devnet.mine(3);
 *         devnet.reorg(2);
 *         …
 *     }
 * }
 * }</pre>
 *
 * <p>Parameters of these types are filled in: {@link Devnet}; {@link io.windlass.BlockchainConnectionManager}, a new one
 * with default settings; {@link io.windlass.BlockchainConnection}, connected to the devnet by WebSocket. The last two need
 * {@code windlass-core}, the connection also {@code windlass-transport-websocket}, on the test's class path.
 *
 * <p>Each test has its own, which are closed after it. What a constructor or a {@code @BeforeAll} method asks for is shared
 * by the tests of the class and closed after the last, unless a test method bears the annotation itself. An annotation on a
 * method outweighs that on its class.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ExtendWith(DevnetExtension.class)
@SuppressWarnings("exports") // who uses the annotation has JUnit; who does not must not need it
public @interface WithDevnet {
    /** See {@link Devnet.Builder#chainId}. */
    long chainId() default 1337;

    /** See {@link Devnet.Builder#seed}. */
    long seed() default 0;

    /** See {@link Devnet.Builder#blockTime}; in milliseconds, 0 for blocks on demand. */
    long blockTimeMillis() default 0;

    /** See {@link Devnet.Builder#transactionsPerBlock}. */
    int transactionsPerBlock() default 2;

    /** See {@link Devnet.Builder#logsPerBlock}. */
    int logsPerBlock() default 3;
}
