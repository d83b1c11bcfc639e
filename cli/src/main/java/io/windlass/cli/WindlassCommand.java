package io.windlass.cli;

import io.windlass.BlockchainConfig;
import io.windlass.BlockchainConnectionManager;
import io.windlass.ManagerConfig;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command without a subcommand: the options that all have, and what becomes of errors. */
@Command(
        name = "windlass",
        customSynopsis = "windlass COMMAND [OPTIONS]",
        description = "Follows EVM chains over long-lived connections.",
        mixinStandardHelpOptions = true,
        versionProvider = WindlassCommand.Version.class,
        scope = ScopeType.INHERIT,
        usageHelpWidth = 80,
        descriptionHeading = "%n",
        parameterListHeading = "%n",
        optionListHeading = "%n",
        commandListHeading = "%nCommands:%n",
        footer = {
            "",
            "Examples:",
            "  windlass watch",
            "  windlass watch logs --network ethereum.sepolia --address 0x…",
            "  windlass watch logs --url URL --from 0 --name mine --state-dir state",
            "  windlass watch --url ws://127.0.0.1:8545 --json --count 5",
            "  windlass call eth_getBlockByNumber '[\"latest\", false]' --url URL"
        },
        sortOptions = false)
final class WindlassCommand {
    private final Session session;

    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Show the debug log and stack traces.")
    private boolean verbose;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "Read the networks from this HOCON or YAML file.")
    private @Nullable Path config;

    @Option(
            names = "--plugins",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "Add the transports and networks of the jars in DIR.")
    private @Nullable Path plugins;

    WindlassCommand(Session session) {
        this.session = session;
    }

    /** Runs the command line; never throws. */
    int run(String... args) {
        CommandLine cli = new CommandLine(this)
                .addSubcommand("watch", new WatchCommand(this, session))
                .addSubcommand("call", new CallCommand(this, session))
                .addSubcommand("doctor", new DoctorCommand(this, session))
                .addSubcommand("devnet", new DevnetCommand(this, session))
                .addSubcommand("dead-letters", new DeadLettersCommand(session))
                .addSubcommand("networks", new NetworksCommand(this, session))
                .addSubcommand("config", new ConfigCommand(this, session))
                .setColorScheme(
                        CommandLine.Help.defaultColorScheme(session.terminal().colour() ? Ansi.ON : Ansi.OFF))
                .setExecutionStrategy(this::start)
                .setParameterExceptionHandler((e, given) -> reportUsage(e))
                .setExecutionExceptionHandler((e, command, parsed) -> report(e, command));
        StringWriter help = new StringWriter();
        cli.setOut(new PrintWriter(help));
        int exitCode = cli.execute(args);
        return help.getBuffer().length() == 0 ? exitCode : show(help.toString(), exitCode);
    }

    private int start(CommandLine.ParseResult parsed) {
        if (!parsed.hasSubcommand() && !parsed.isUsageHelpRequested() && !parsed.isVersionHelpRequested()) {
            session.messages()
                    .text(parsed.commandSpec()
                            .commandLine()
                            .getUsageMessage(Ansi.OFF)
                            .stripTrailing());
            return ExitCode.USAGE;
        }
        try {
            Logging.start(verbose, session.messages());
            if (plugins != null) {
                Plugins.load(plugins);
            }
        } catch (UsageException | UncheckedIOException e) {
            return report(e, parsed.commandSpec().commandLine());
        }
        return new RunLast().execute(parsed);
    }

    /** True if the debug log and stack traces are wanted. */
    boolean verbose() {
        return verbose;
    }

    /** The manager for the networks of {@code --config}, or of the usual places. */
    BlockchainConnectionManager manager() {
        return manager(Optional.empty());
    }

    /** As {@link #manager()}; named feeds are remembered in this directory. */
    BlockchainConnectionManager manager(Optional<Path> stateDirectory) {
        ManagerConfig.Builder manager = ManagerConfig.builder();
        stateDirectory.ifPresent(manager::stateDirectory);
        if (config != null) {
            if (!Files.isReadable(config)) {
                throw new UsageException("--config: cannot read the file " + config);
            }
            manager.networks(BlockchainConfig.load(config));
        }
        return session.managers().apply(manager.build());
    }

    private int show(String help, int exitCode) {
        try {
            session.output().line(help.stripTrailing());
            session.output().flush();
            return exitCode;
        } catch (ClosedPipeException e) {
            return ExitCode.DONE;
        }
    }

    private int report(Throwable thrown, CommandLine command) {
        Failure failure = Failure.of(thrown);
        if (!failure.message().isEmpty()) {
            String more = failure.exitCode() == ExitCode.USAGE ? seeHelp(command) : "";
            session.messages().say(failure.message() + more);
            if (verbose) {
                session.messages().trace(thrown);
            }
        }
        return failure.exitCode();
    }

    private int reportUsage(ParameterException wrong) {
        String message = String.valueOf(wrong.getMessage()).lines().findFirst().orElse("wrong arguments");
        if (wrong instanceof UnmatchedArgumentException unmatched) {
            List<String> arguments = unmatched.getUnmatched();
            String first = arguments.get(0);
            if (!first.startsWith("-") && wrong.getCommandLine().getParent() == null) {
                message = "there is no command '" + first + "'";
            }
            List<String> similar = unmatched.getSuggestions();
            message += similar.isEmpty() ? "" : "; did you mean " + String.join(" or ", similar) + "?";
        }
        session.messages()
                .say(Character.toLowerCase(message.charAt(0)) + message.substring(1) + seeHelp(wrong.getCommandLine()));
        return ExitCode.USAGE;
    }

    private static String seeHelp(CommandLine command) {
        return " (" + command.getCommandSpec().qualifiedName() + " --help)";
    }

    /** The version that the jar was built as. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Version.class.getPackage().getImplementationVersion();
            return new String[] {"windlass " + (version == null ? "(not from a jar)" : version)};
        }
    }
}
