package io.windlass.cli;

import io.windlass.BlockchainConnection;
import io.windlass.BlockchainConnectionManager;
import io.windlass.Json;
import io.windlass.RpcException;
import io.windlass.RpcResponse;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code windlass call}. */
@Command(
        customSynopsis = "windlass call METHOD [PARAMS-JSON] (--url U | --network N) [OPTIONS]",
        description = "Makes one JSON-RPC call and prints its result as JSON.")
final class CallCommand implements Callable<Integer> {
    private final WindlassCommand windlass;
    private final Session session;

    @Parameters(index = "0", paramLabel = "METHOD", description = "Such as eth_blockNumber.")
    private String method = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "PARAMS-JSON",
            description = "A JSON array, such as '[\"latest\", false]'.")
    private String params = "[]";

    @Mixin
    private final Target target = new Target();

    CallCommand(WindlassCommand windlass, Session session) {
        this.windlass = windlass;
        this.session = session;
    }

    @Override
    public Integer call() {
        if (method.isBlank()) {
            throw new UsageException("METHOD is empty; give one such as eth_blockNumber");
        }
        List<Json> parameters = Params.parse(params);
        if (!target.isGiven()) {
            throw new UsageException("which node? Give --url URL or --network NAME");
        }
        try (BlockchainConnectionManager manager = windlass.manager()) {
            Connector connector = new Connector(session, manager);
            BlockchainConnection node = connector.await(target.connect(session, manager), "the node to answer");
            RpcResponse response =
                    connector.await(node.send(method, parameters.toArray()), "the node to answer " + method);
            if (response.error().isPresent()) {
                throw new RpcException(method, response.error().get());
            }
            String result = response.resultOrThrow().text();
            session.output().line(session.terminal().out() ? JsonText.indent(result) : JsonText.compact(result));
            session.output().flush();
        }
        return ExitCode.DONE;
    }
}
