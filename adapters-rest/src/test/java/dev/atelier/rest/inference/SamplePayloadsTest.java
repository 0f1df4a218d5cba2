package dev.atelier.rest.inference;

import static dev.atelier.application.testing.TestCheckpoints.checkpoint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.inference.LongString;
import dev.atelier.application.inference.PayloadLimit;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.TestJobs;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.checkpoint.CheckpointType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Payloads of the documents and of the reference's clients are accepted, and parsed in little memory. */
class SamplePayloadsTest {

    private final JsonPayloads payloads = new JsonPayloads(new PayloadLimit(40 << 20));

    /** Samples whose scripts have no {@code args}, which WebUI ignores. */
    private static final Set<String> WITHOUT_ARGS = Set.of(
            "controlnet as a list",
            "controlnet as the unit itself",
            "controlnet 'arg'",
            "controlnet units",
            "adetailer as a list",
            "scripts a list");

    @ParameterizedTest
    @MethodSource("samples")
    void samplesAreTakenUnlessTheirScriptsWouldBeIgnored(String name, Map<String, Object> payload) {
        InMemoryAtelier atelier = new InMemoryAtelier();
        atelier.add(checkpoint()
                .type(CheckpointType.CONTROL_NET)
                .files("control_v11p_sd15_canny.pth")
                .openTo("*"));

        if (WITHOUT_ARGS.contains(name)) {
            assertThatThrownBy(() -> atelier.check.check(TestJobs.job().created(), payload))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContainingAll("alwayson_scripts", "should be an object");
        } else {
            assertThat(atelier.check.check(TestJobs.job().created(), payload))
                    .allMatch(model -> model.type() == CheckpointType.CONTROL_NET);
        }
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

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "ISO-8859-1"})
    void whatIsNotUtf8IsRejected(String encoding) {
        byte[] payload = "{\"prompt\": \"\u00fc\"}".getBytes(Charset.forName(encoding));

        assertThatThrownBy(() -> payloads.read(new ByteArrayInputStream(payload)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("not UTF-8");
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
