package dev.atelier.rest.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.inference.LongString;
import dev.atelier.application.inference.PayloadLimit;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.TestJobs;
import dev.atelier.domain.InvalidRequestException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Payloads of the documents and of the reference's clients are accepted, and parsed in little memory. */
class SamplePayloadsTest {

    private final JsonPayloads payloads = new JsonPayloads(new PayloadLimit(40 << 20));

    @ParameterizedTest
    @MethodSource("samples")
    void samplesAreTaken(String name, Map<String, Object> payload) {
        assertThat(new InMemoryAtelier().check.check(TestJobs.job().created(), payload))
                .isEmpty();
    }

    @SuppressWarnings("unchecked")
    static Stream<Arguments> samples() throws IOException {
        Map<String, Object> defaults = resource("v2023/documented-defaults.json");
        return Stream.concat(
                Stream.of(Arguments.of("documented defaults of 2023-07-05", defaults)),
                resource("sample-payloads.json").entrySet().stream()
                        .map(entry -> Arguments.of(entry.getKey(), (Map<String, Object>) entry.getValue())));
    }

    private static Map<String, Object> resource(String name) throws IOException {
        try (InputStream in = SamplePayloadsTest.class.getResourceAsStream(name)) {
            return new JsonPayloads(new PayloadLimit(1 << 20)).read(in);
        }
    }

    private Map<String, Object> read(String json) throws IOException {
        return payloads.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void everyKindOfValueIsRead() throws IOException {
        assertThat(read("{\"a\": [1, 2.5, true, null, \"\u00fc\"], \"b\": {\"c\": NaN}}"))
                .containsEntry("a", Arrays.asList(1, 2.5, true, null, "\u00fc"))
                .containsEntry("b", Map.of("c", Double.NaN));
    }

    @Test
    void ofLongTextsOnlyTheBeginningIsKept() throws IOException {
        String image = "\\u0068ttp:\\/\\/" + "A".repeat(32 << 20);

        Object value = ((List<?>) read("{\"init_images\": [\"" + image + "\"]}").get("init_images")).get(0);

        assertThat(value).isInstanceOfSatisfying(LongString.class, text -> {
            assertThat(text.head()).startsWith("http://AAA").hasSizeLessThan(600);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "not json", "{\"prompt\": \"cut", "[1, 2]", "null", "{} and more"})
    void whatIsNoJsonObjectIsRejected(String payload) {
        assertThatThrownBy(() -> read(payload))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("payload");
    }

    @Test
    void tooMuchBesidesImagesIsRejected() {
        String numbers = "{\"a\": [" + "0,".repeat(2_200_000) + "0]}";

        assertThatThrownBy(() -> read(numbers))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("besides");
        assertThatThrownBy(() -> read("{\"a\": " + "[".repeat(100_000))).isInstanceOf(InvalidRequestException.class);
    }
}
