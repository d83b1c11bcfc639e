package io.windlass.cli;

import io.windlass.BlockchainConnectionManager;
import io.windlass.ManagerConfig;
import io.windlass.NetworkConfig;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;

/**
 * What the command finds around it, so that tests can run it in-process.
 *
 * @param output standard output
 * @param secrets what must not be shown
 * @param messages standard error
 * @param terminal what the two lead to
 * @param stop how the command is asked to stop
 * @param clock the wall clock
 * @param managers makes the manager of the connections
 */
record Session(
        Output output,
        Secrets secrets,
        Messages messages,
        Terminal terminal,
        Stop stop,
        Clock clock,
        Function<ManagerConfig, BlockchainConnectionManager> managers) {

    /** The configured networks; their URLs are secrets from now on. */
    List<NetworkConfig> networks(BlockchainConnectionManager manager) {
        List<NetworkConfig> networks = manager.config().networks();
        for (NetworkConfig network : networks) {
            network.wsUrls().forEach(secrets::addUrl);
            network.rpcUrls().forEach(secrets::addUrl);
        }
        return networks;
    }

    static Session ofProcess(Stop stop, String... args) {
        Secrets secrets = Secrets.ofArguments(args);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        Terminal terminal = Terminal.ofProcess(System.getProperty("windlass.terminal", ""), System.getenv());
        return new Session(
                new Output(new FileOutputStream(FileDescriptor.out)),
                secrets,
                new Messages(err, terminal.err(), secrets),
                terminal,
                stop,
                Clock.systemUTC(),
                BlockchainConnectionManager::create);
    }
}
