package io.windlass.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windlass.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParamsTest {
    @Test
    void parse_array_keepsTheTextOfEachElement() {
        assertThat(Params.parse(" [ \"latest\" , false,null, 1.50e3,{\"a\":[1, 2]} , [\"x\\\"]\"], \"ü\" ] "))
                .extracting(Json::text)
                .containsExactly("\"latest\"", "false", "null", "1.50e3", "{\"a\":[1, 2]}", "[\"x\\\"]\"]", "\"ü\"");
    }

    @Test
    void parse_emptyArray_givesNoParameter() {
        assertThat(Params.parse("[]")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"latest\"", "{\"to\":\"0x1\"}", "12", "true", "null"})
    void parse_valueThatIsNoArray_saysToWrapIt(String text) {
        assertThatThrownBy(() -> Params.parse(text))
                .isInstanceOf(UsageException.class)
                .hasMessage("PARAMS-JSON must be a JSON array; wrap the value in brackets: '[" + text + "]'");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    [latest, false]   | line 1, column 2: Unrecognized token 'latest'
                    ["a",,"b"]        | line 1, column 6: Unexpected character (',' (code 44)): expected a valid value
                    ["a"              | line 1, column 5: Unexpected end-of-input: expected close marker for Array
                    latest            | line 1, column 1: Unrecognized token 'latest'
                    """)
    void parse_noJson_saysWhere(String text, String where) {
        assertThatThrownBy(() -> Params.parse(text))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "PARAMS-JSON is not JSON at " + where + "; quote it for the shell like '[\"latest\", false]'");
    }

    @Test
    void parse_nothing_saysToLeaveItOut() {
        assertThatThrownBy(() -> Params.parse("  "))
                .isInstanceOf(UsageException.class)
                .hasMessage("PARAMS-JSON is empty; without parameters leave it out");
    }

    @Test
    void parse_twoArrays_saysWhereTheSecondBegins() {
        assertThatThrownBy(() -> Params.parse("[] []"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("at column 4");
    }
}
