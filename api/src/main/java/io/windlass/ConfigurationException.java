package io.windlass;

import org.jspecify.annotations.Nullable;

/**
 * The configuration is wrong. The message names the setting, where it stands, the value, and what is allowed.
 */
public final class ConfigurationException extends BlockchainException {
    private static final long serialVersionUID = 1L;

    private final String setting;

    /**
     * Made by the engine and by transports.
     *
     * @param message what happened and what to change, without secrets
     * @param setting the setting
     * @param cause what lies behind it
     */
    public ConfigurationException(String message, String setting, @Nullable Throwable cause) {
        super(message, cause);
        this.setting = setting;
    }

    /** The setting. */
    public String setting() {
        return setting;
    }
}
