package io.windlass.cli;

import io.windlass.Hash;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The names behind the first topics that are met most often. */
final class EventNames {
    private static final Map<Hash, String> NAMES = List.of(
                    "Transfer(address,address,uint256)",
                    "Approval(address,address,uint256)",
                    "ApprovalForAll(address,address,bool)",
                    "TransferSingle(address,address,address,uint256,uint256)",
                    "TransferBatch(address,address,address,uint256[],uint256[])",
                    "Deposit(address,uint256)",
                    "Withdrawal(address,uint256)",
                    "Sync(uint112,uint112)",
                    "Swap(address,uint256,uint256,uint256,uint256,address)",
                    "Swap(address,address,int256,int256,uint160,uint128,int24)",
                    "OwnershipTransferred(address,address)")
            .stream()
            .collect(Collectors.toUnmodifiableMap(EventNames::topic, EventNames::name));

    private EventNames() {}

    /** The name of the event, or the short topic if it is none of the usual ones. */
    static String of(Hash topic) {
        String name = NAMES.get(topic);
        return name == null ? Text.shorten(topic) : name;
    }

    private static Hash topic(String signature) {
        return Hash.keccak256(signature.getBytes(StandardCharsets.US_ASCII));
    }

    private static String name(String signature) {
        return signature.substring(0, signature.indexOf('('));
    }
}
