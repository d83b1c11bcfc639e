package consumer;

import io.windlass.BlockchainConnection;
import io.windlass.BlockchainConnectionManager;
import io.windlass.Eth;

/** What a small program does with api, core and the HTTP transport; compiled and run by ConsumerIT. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.out.println("named module: " + Main.class.getModule().isNamed());
        try (BlockchainConnectionManager manager = BlockchainConnectionManager.create()) {
            BlockchainConnection node = manager.connect(args[0]).join();
            System.out.println("chain: " + node.call(Eth.chainId()).join());
            System.out.println("raw: " + node.send("eth_chainId").join().resultOrThrow());
            System.out.println("pool: "
                    + manager.connectHttpPool(args[0], 2).join().connections().size());
            String noSuchTransport = manager.connect("ws://127.0.0.1:9")
                    .handle((none, failure) -> failure.getMessage())
                    .join();
            System.out.println("ws: " + noSuchTransport);
        }
    }
}
