package io.windlass.core.config;

import com.typesafe.config.ConfigOrigin;
import io.windlass.ConfigurationException;

/**
 * Where a value stands, for messages.
 *
 * @param setting the setting's full name, the same in every kind of source
 * @param shown what it is called and where it stands, as whoever wrote it knows it
 */
record Place(String setting, String shown) {
    static Place inFile(String setting, String written, ConfigOrigin origin) {
        return new Place(setting, written + " (" + where(origin) + ")");
    }

    static Place ofVariable(String setting, String variable) {
        return new Place(setting, "the environment variable " + variable);
    }

    /** File and line; for a class-path resource its URL, since every jar has a {@code reference.conf}. */
    static String where(ConfigOrigin origin) {
        String file = origin.filename();
        if (file == null && origin.url() != null) {
            file = origin.url().toString();
        }
        if (file == null) {
            return origin.description();
        }
        return origin.lineNumber() > 0 ? file + ":" + origin.lineNumber() : file;
    }

    /** An entry of a list that stands here; counted from 1. */
    Place entry(int number) {
        return new Place(setting, "entry " + number + " of " + shown);
    }

    /**
     * @param fault such as {@code is "abc"}, without secrets
     * @param legal such as {@code a whole number}
     */
    ConfigurationException wrong(String fault, String legal) {
        return new ConfigurationException(shown + " " + fault + "; it must be " + legal, setting, null);
    }
}
