package io.windlass.testkit;

import io.windlass.BlockchainConfig;
import io.windlass.BlockchainConnection;
import io.windlass.BlockchainConnectionManager;
import io.windlass.ConnectionConfig;
import io.windlass.ManagerConfig;
import io.windlass.spi.EngineProvider;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Stands for the engine, so that the extension is tested without it; notes what it is asked for. */
public final class ScriptedEngine implements EngineProvider {
    static final List<String> NOTES = new CopyOnWriteArrayList<>();

    /** For ServiceLoader. */
    public ScriptedEngine() {}

    @Override
    public String name() {
        return "scripted";
    }

    @Override
    public BlockchainConnectionManager createManager(ManagerConfig config) {
        NOTES.add("created");
        return proxy(BlockchainConnectionManager.class, (method, argument) -> switch (method) {
            case "connectWebSocket" -> {
                String url = argument instanceof ConnectionConfig c ? c.url().toString() : (String) argument;
                NOTES.add("connected " + url);
                yield CompletableFuture.completedFuture(proxy(BlockchainConnection.class, (m, a) -> url));
            }
            case "close" -> {
                NOTES.add("closed");
                yield null;
            }
            default -> throw new AssertionError(method);
        });
    }

    @Override
    public BlockchainConfig loadConfig(@Nullable Path file) {
        throw new AssertionError("no test asks for it");
    }

    private interface Script {
        @Nullable
        Object run(String method, @Nullable Object argument);
    }

    private static <T> T proxy(Class<T> type, Script script) {
        Object proxy = Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> script.run(method.getName(), arguments == null ? null : arguments[0]));
        return type.cast(proxy);
    }
}
