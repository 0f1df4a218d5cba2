package dev.atelier.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.InvalidRequestException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonObjectReaderTest {

    @Test
    void everyMissingPropertyIsNamedAtOnce() {
        assertThatThrownBy(() -> fields("{\"b\": 1, \"c\": null}").require("c", "b", "a"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("object has missing required properties ([\"a\",\"c\"])");
    }

    @Test
    void aMissingPropertyOfAnInnerObjectIsNamedWithItsPlace() {
        assertThatThrownBy(() -> fields("{\"params\": {}}").object("params").string("message"))
                .hasMessage("object has missing required properties ([\"params.message\"])");
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "'\"12\"', 12", "3.0, 3", "1e2, 100", "'\"+7\"', 7"})
    void countsAreNumbersOrDigits(String json, int number) {
        assertThat(fields("{\"n\": " + json + "}").wholeNumber("n", 1)).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1.5", "\"abc\"", "\"\"", "\"1.0\"", "\"NaN\"", "true", "[1]", "{}", "1e99"})
    void otherCountsAreRejectedWithASentence(String json) {
        assertThatThrownBy(() ->
                        fields("{\"initial_instance_count\": " + json + "}").wholeNumber("initial_instance_count", 1))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith("initial_instance_count should be a whole number of at least 1, not ");
    }

    @Test
    void whatIsNotGivenIsTakenFromTheOthersAndWhatIsGivenWinsWhole() {
        JsonObjectReader given = fields("{\"a\": {\"x\": 1}, \"b\": null, \"d\": 4}");
        JsonObjectReader others = fields("{\"a\": {\"y\": 2}, \"b\": 2, \"c\": 3}");

        assertThat(given.withDefaults(others).without(List.of("d", "e")).toJson())
                .isEqualTo("{\"a\":{\"x\":1},\"b\":2,\"c\":3}");
        assertThat(others.toJson()).isEqualTo("{\"a\":{\"y\":2},\"b\":2,\"c\":3}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7.0",
                "-1",
                "4294967295",
                "18446744073709551616",
                "0.1",
                "NaN",
                "-Infinity",
                "\"ä\\n\"",
                "[[],{}]"
            })
    void aPayloadIsWrittenOnAsItCame(String json) {
        LazyJsonBody body = new LazyJsonBody(("{\"a\":" + json + "}").getBytes(StandardCharsets.UTF_8));
        assertThat(LazyJsonBody.payload(body).toJson()).isEqualTo("{\"a\":" + json + "}");
    }

    @Test
    void aNumberTooLargeForAnIntIsRejected() {
        assertThatThrownBy(() -> fields("{\"n\": \"9999999999\"}").wholeNumber("n", 0))
                .hasMessage("n should be a whole number of at least 0, not \"9999999999\"");
    }

    @ParameterizedTest
    @CsvSource({"0.3, 0.3", "1, 1", "'\"0.25\"', 0.25", "'\".5\"', 0.5", "-2e-1, -0.2"})
    void numbersComeAsNumbersOrAsText(String json, double number) {
        assertThat(fields("{\"n\": " + json + "}").number("n")).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"abc\"", "\"\"", "\"NaN\"", "\"Infinity\"", "\"0x1p3\"", "\"1d\"", "true", "[1]", "{}"})
    void otherNumbersAreRejectedWithASentence(String json) {
        assertThatThrownBy(() -> fields("{\"multiplier\": " + json + "}").number("multiplier"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith("multiplier should be a number, not ");
    }

    @Test
    void numbersMayHaveAFraction() {
        assertThat(fields("{\"rate\": 2.5e-4}").number("rate")).isEqualTo(0.00025);
        assertThatThrownBy(() -> fields("{\"rate\": \"fast\"}").number("rate"))
                .hasMessage("rate should be a number, not \"fast\"");
    }

    @Test
    void wrongTypesAreNamed() {
        JsonObjectReader body =
                fields("{\"text\": 1, \"flag\": \"yes\", \"list\": {}, \"object\": [], \"texts\": [\"a\", 2]}");
        assertThatThrownBy(() -> body.string("text")).hasMessage("text should be a string, not 1");
        assertThatThrownBy(() -> body.bool("flag")).hasMessage("flag should be true or false, not \"yes\"");
        assertThatThrownBy(() -> body.strings("list")).hasMessage("list should be a list, not an object");
        assertThatThrownBy(() -> body.object("object")).hasMessage("object should be an object, not a list");
        assertThatThrownBy(() -> body.strings("texts")).hasMessage("texts[] should be a string, not 2");
        assertThatThrownBy(() -> body.objects("texts")).hasMessage("texts[] should be an object, not \"a\"");
    }

    @Test
    void aStringThatNoDatabaseTakesIsRejected() {
        assertThatThrownBy(() -> fields("{\"type\": \"a\\u0000b\"}").string("type"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("type holds the character U+0000, which no string may have");
    }

    @Test
    void aMissingFlagIsNotTrueAndAMissingObjectIsEmpty() {
        JsonObjectReader jsonObjectReader = fields("{\"on\": true, \"off\": false, \"none\": null}");

        assertThat(jsonObjectReader.isTrue("on")).isTrue();
        assertThat(jsonObjectReader.isTrue("off")).isFalse();
        assertThat(jsonObjectReader.isTrue("none")).isFalse();
        assertThat(jsonObjectReader.optionalObject("none").names()).isEmpty();
        assertThatThrownBy(() -> jsonObjectReader.optionalObject("none").string("inner"))
                .hasMessage("object has missing required properties ([\"none.inner\"])");
    }

    @Test
    void anEmptyStringIsTooShort() {
        assertThatThrownBy(() -> fields("{\"name\": \"\"}").nonEmptyText("name"))
                .hasMessageContaining("string \"\" is too short (length: 0, required minimum: 1)");
    }

    @Test
    void aListHasABound() {
        String list = "\"x\",".repeat(1001);
        assertThatThrownBy(() -> fields("{\"ids\": [" + list.substring(0, list.length() - 1) + "]}")
                        .strings("ids"))
                .hasMessage("ids has 1001 entries; allowed are at most 1000");
    }

    @Test
    void freeContentBecomesPlainValues() {
        assertThat(fields("{\"a\": [1, 2.5, null, true, {\"b\": \"c\"}]}").toMap())
                .isEqualTo(Map.of("a", Arrays.asList(1, 2.5, null, true, Map.of("b", "c"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{\"a\":}", "{'a': 1}", "[1", "nope", "{} {}", "\u0000"})
    void whatIsNotJsonIsRejected(String json) {
        assertThatThrownBy(() -> fields(json))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("body");
    }

    @Test
    void deepNestingIsRejectedRatherThanOverflowing() {
        assertThatThrownBy(() -> fields("{\"a\":" + "[".repeat(100_000)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith("the request body is not valid JSON");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"a\": NaN}", " {\"cfg\": [Infinity, -Infinity], \"b\": {\"c\": 1}} "})
    void payloadsAreObjectsAsPythonWritesThem(String json) {
        assertThat(LazyJsonBody.isObject(json)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "string", "[]", "{", "{} x", "\"{}\"", "null", "{\"a\": }"})
    void otherPayloadsAreNot(String json) {
        assertThat(LazyJsonBody.isObject(json)).isFalse();
    }

    @Test
    void stringsMayBeLong() {
        String image = "A".repeat(30_000_000);
        assertThat(fields("{\"payload_string\": \"" + image + "\"}").string("payload_string"))
                .hasSize(image.length());
        assertThat(LazyJsonBody.isObject("{\"init_images\": [\"" + image + "\"]}"))
                .isTrue();
    }

    @Test
    void listsOfObjectsAreReadOneByOne() {
        List<JsonObjectReader> files = fields("{\"filenames\": [{\"filename\": \"a\"}, {\"filename\": \"b\"}]}")
                .objects("filenames");
        assertThat(files).extracting(file -> file.string("filename")).containsExactly("a", "b");
    }

    @Test
    void whatIsCarriedAlongIsBoundedInBytesAsJson() {
        String most = "é".repeat((64 * 1024 - "{\"m\":\"\"}".length()) / 2);
        JsonObjectReader body =
                fields("{\"params\": {\"m\": \"" + most + "\"}, \"more\": {\"m\": \"xx" + most + "\"}}");

        assertThat(body.object("params").passThrough()).isEqualTo(Map.of("m", most));
        assertThatThrownBy(() -> body.object("more").passThrough())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("more has 65538 bytes as JSON; allowed are at most 65536");
        assertThatThrownBy(() -> body.object("params").passThrough(100))
                .hasMessageContaining("allowed are at most 100");
    }

    private static JsonObjectReader fields(String json) {
        return JsonObjectReader.of(RequestJsonCodec.read(json.getBytes(StandardCharsets.UTF_8)));
    }
}
