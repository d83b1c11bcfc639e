/**
 * The embedded node for tests and demos: {@link io.windlass.testkit.Devnet}, what can go wrong with it, {@link
 * io.windlass.testkit.Faults}, and how a JUnit test asks for it, {@link io.windlass.testkit.WithDevnet}.
 */
package io.windlass.testkit;
