package io.windlass.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTextTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    ~null~                                | null
                    ~ "a b" ~                             | "a b"
                    ~{ "a" : [ 1 , 2.50 ] , "b" : { } }~  | {"a":[1,2.50],"b":{}}
                    ~["{ not, an: object ]", "\\" {"]~    | ["{ not, an: object ]","\\" {"]
                    ~[ [ ] , 1e400 , -0 ]~                | [[],1e400,-0]
                    """)
    void compact_leavesNothingButValues(String json, String compact) {
        assertThat(JsonText.compact(json)).isEqualTo(compact);
    }

    @Test
    void indent_putsEachMemberOnALine() {
        assertThat(JsonText.indent("{\"a\":[1,{\"b\":\"x, {y}: [z]\"}],\"c\":{},\"d\":[],\"e\":\"\"}"))
                .isEqualTo("""
                        {
                          "a": [
                            1,
                            {
                              "b": "x, {y}: [z]"
                            }
                          ],
                          "c": {},
                          "d": [],
                          "e": ""
                        }""");
    }

    @Test
    void indent_scalars_staysOnOneLine() {
        assertThat(JsonText.indent("\"0x1\"")).isEqualTo("\"0x1\"");
        assertThat(JsonText.indent(" true ")).isEqualTo("true");
    }

    @Test
    void indent_thenCompact_givesTheSameValue() {
        String json = "{\"a\":[1,[2,[]],{\"b\":null}],\"c\":\"\\\\\"}";
        assertThat(JsonText.compact(JsonText.indent(json))).isEqualTo(json);
    }
}
