package io.windlass.core.feed.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RemovedFlagTest {
    private static boolean isSet(String json) {
        return RemovedFlag.isSet(json.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"removed\":true}",
                "{\"removed\" : true}",
                "{\"data\":\"0x\",\"removed\":\n true ,\"logIndex\":\"0x0\"}"
            })
    void isSet_wherever_itIsTrue(String json) {
        assertThat(isSet(json)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{\"removed\":false}",
                "{\"removed\":null}",
                "{\"removed\":",
                "{\"removed\"",
                "{\"removedFlag\":true}",
                "{\"notremoved\":true}",
                "{\"name\":\"removed\",\"other\":true}"
            })
    void isSet_notOtherwise(String json) {
        assertThat(isSet(json)).isFalse();
    }
}
