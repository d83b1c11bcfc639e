package io.windlass;

import org.jspecify.annotations.Nullable;

/**
 * A plugin is missing, broken, doubled or too new. The message names the classes, and the artifact or setting that
 * helps.
 */
public final class PluginException extends BlockchainException {
    private static final long serialVersionUID = 1L;

    private final String plugin;

    /**
     * Made by the engine and by transports.
     *
     * @param message what happened and what to change, without secrets
     * @param plugin the plugin or service
     * @param cause what lies behind it
     */
    public PluginException(String message, String plugin, @Nullable Throwable cause) {
        super(message, cause);
        this.plugin = plugin;
    }

    /** The plugin or service. */
    public String plugin() {
        return plugin;
    }
}
