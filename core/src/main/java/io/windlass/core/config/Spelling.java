package io.windlass.core.config;

/** How a kind of file spells what the settings are called. */
enum Spelling {
    /** {@code windlass.networks.ethereum.sepolia.ws-url}. */
    HOCON(NetworkReader.ROOT) {
        @Override
        String setting(String written) {
            return written;
        }

        @Override
        String written(String setting) {
            return setting;
        }
    },
    /** {@code ethereum.sepolia.ws_url}, or {@code ws-url}. */
    YAML("") {
        @Override
        String setting(String written) {
            return written.replace('_', '-');
        }

        @Override
        String written(String setting) {
            return setting.replace('-', '_');
        }
    };

    private final String prefix;

    Spelling(String prefix) {
        this.prefix = prefix;
    }

    /** What the path of a network starts with. */
    String prefix() {
        return prefix;
    }

    abstract String setting(String written);

    abstract String written(String setting);
}
