package io.windlass.core.config;

import io.windlass.BloomTrust;
import io.windlass.ConnectionSettings;
import io.windlass.Hash;
import io.windlass.NetworkConfig;
import io.windlass.SystemLogs;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one source says about a network; null where it says nothing.
 *
 * @param place where the source says it
 */
record NetworkSettings(
        Place place,
        @Nullable Long chainId,
        @Nullable List<String> wsUrls,
        @Nullable List<String> rpcUrls,
        @Nullable String explorer,
        @Nullable Duration blockTime,
        @Nullable BloomTrust bloom,
        @Nullable SystemLogs systemLogs,
        @Nullable Integer reorgDepth,
        @Nullable Hash genesis,
        @Nullable ConnectionSettings connection,
        @Nullable String successor) {
    /** Ethereum's. Too long a guess makes a quiet chain look healthy for longer; too short a one asks for heads in vain. */
    private static final Duration USUAL_BLOCK_TIME = Duration.ofSeconds(12);

    NetworkSettings over(NetworkSettings below) {
        return new NetworkSettings(
                place,
                first(chainId, below.chainId),
                first(wsUrls, below.wsUrls),
                first(rpcUrls, below.rpcUrls),
                first(explorer, below.explorer),
                first(blockTime, below.blockTime),
                first(bloom, below.bloom),
                first(systemLogs, below.systemLogs),
                first(reorgDepth, below.reorgDepth),
                first(genesis, below.genesis),
                said(connection).over(said(below.connection)),
                first(successor, below.successor));
    }

    private static <T> @Nullable T first(@Nullable T above, @Nullable T below) {
        return above != null ? above : below;
    }

    private static ConnectionSettings said(@Nullable ConnectionSettings settings) {
        return settings == null ? ConnectionSettings.none() : settings;
    }

    /** @param defaults what is set for the connections of all networks */
    NetworkConfig toConfig(String name, long knownChainId, ConnectionSettings defaults) {
        return new NetworkConfig(
                name,
                knownChainId,
                wsUrls == null ? List.of() : wsUrls,
                rpcUrls == null ? List.of() : rpcUrls,
                Optional.ofNullable(explorer),
                blockTime == null ? USUAL_BLOCK_TIME : blockTime,
                bloom == null ? BloomTrust.NONE : bloom,
                systemLogs == null ? SystemLogs.INCLUDE : systemLogs,
                reorgDepth == null ? NetworkConfig.USUAL_REORG_DEPTH : reorgDepth,
                Optional.ofNullable(genesis),
                said(connection).over(defaults),
                Optional.ofNullable(successor));
    }
}
