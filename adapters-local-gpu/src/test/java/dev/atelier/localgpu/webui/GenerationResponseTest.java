package dev.atelier.localgpu.webui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.atelier.application.inference.InferenceOutcome;
import dev.atelier.application.inference.InferenceOutcome.Format;
import dev.atelier.application.util.TemporaryDirectory;
import dev.atelier.domain.inference.TaskType;
import dev.atelier.localgpu.webui.wire.LenientJson;
import dev.atelier.localgpu.webui.wire.NodeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GenerationResponseTest {

    private static final String PNG = base64("\u0089PNG\r\n\u001a\n and so on");
    private static final String JPEG = base64("\u00ff\u00d8\u00ff\u00e0 and so on and on");
    private static final String WEBP = base64("RIFF1234WEBPVP8 and so on");

    @TempDir
    private Path tempDir;

    private static String base64(String latin) {
        return Base64.getEncoder().encodeToString(latin.getBytes(StandardCharsets.ISO_8859_1));
    }

    private InferenceOutcome.Succeeded outcome(String answer) throws IOException, NodeException {
        ByteArrayInputStream body = new ByteArrayInputStream(answer.getBytes(StandardCharsets.UTF_8));
        GenerationResponse response = GenerationResponse.read(
                TaskType.TXT2IMG, body, TemporaryDirectory.below(tempDir, "generation-", (message, failure) -> {}), 0);
        return new InferenceOutcome.Succeeded(
                List.copyOf(response.images()),
                response.parameters().map(LenientJson::write).orElse("none"),
                response.info().json());
    }

    @Test
    void formatsAreDetectedByTheirBytesWithAndWithoutPrefix() throws Exception {
        assertThat(outcome("{\"images\": [\"" + PNG + "\", \"data:image/png;base64," + JPEG + "\", \"" + WEBP + "\"]}")
                        .images())
                .extracting(InferenceOutcome.Image::format)
                .containsExactly(Format.PNG, Format.JPEG, Format.WEBP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "null", "\"no json\"", "{\"a\":1}", "\"{\\\"a\\\": Infinity}\""})
    void infoIsPassedOnAsItWasAnswered(String info) throws Exception {
        assertThat(WebUiClientFixture.json(outcome("{\"images\": [\"" + PNG + "\"], \"info\": " + info + "}")
                        .info()))
                .isEqualTo(WebUiClientFixture.json(info));
    }

    @Test
    void infoOfAnySizeIsPassedOnAsItWasAnswered() throws Exception {
        String info = "\"{\\\"prompt\\\": \\\"" + "ä\\u00e4 ".repeat(20_000) + "\\\", \\\"all_seeds\\\": [1]}\"";

        InferenceOutcome.Succeeded outcome =
                outcome("{\"images\": [\"" + PNG + "\", \"" + PNG + "\"], \"info\": " + info + "}");

        assertThat(WebUiClientFixture.json(outcome.info())).isEqualTo(WebUiClientFixture.json(info));
        assertThat(outcome.images()).hasSize(2);
    }

    @Test
    void aMissingInfoIsNull() throws Exception {
        InferenceOutcome.Succeeded outcome = outcome("{\"images\": [\"" + PNG + "\"]}");

        assertThat(outcome.info()).isEqualTo("null");
        assertThat(outcome.parameters()).isEqualTo("none");
    }

    @Test
    void numbersThatJsonHasNoWordForAreNull() throws Exception {
        InferenceOutcome.Succeeded outcome = outcome(
                "{\"images\": [\"" + PNG + "\"], \"parameters\": {\"s_tmax\": Infinity}, \"info\": {\"x\": [NaN]}}");

        assertThat(outcome.parameters()).isEqualTo("{\"s_tmax\":null}");
        assertThat(outcome.info()).isEqualTo("{\"x\":[null]}");
    }

    @Test
    void longPromptsStayInTheParameters() throws Exception {
        String prompt = "a cat, ".repeat(1000);

        assertThat(outcome("{\"images\": [\"" + PNG + "\"], \"parameters\": {\"prompt\": \"" + prompt + "\"}}")
                        .parameters())
                .contains(prompt);
    }

    @Test
    void allButALeadingGridIsKeptWhateverTheNumberOfSeeds() throws Exception {
        String gif = base64("GIF89a and so on");
        String info = "\"{\\\"all_seeds\\\": [1, 2, 3, 4], \\\"index_of_first_image\\\": 1}\"";

        assertThat(outcome("{\"images\": [\"" + PNG + "\", \"" + gif + "\", \"" + JPEG + "\"], \"info\": " + info + "}")
                        .images())
                .extracting(InferenceOutcome.Image::format)
                .containsExactly(Format.GIF, Format.JPEG);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "[]",
                "{}",
                "{\"images\": null}",
                "{\"images\": []}",
                "{\"images\": [\"\"]}",
                "{\"images\": [5]}",
                "{\"images\": [{}]}",
                "{\"images\": [\"%%%\"]}",
                "{\"images\": [\"iVBORw0KG\"]}"
            })
    void whatHoldsNoImageIsTheNodesFailure(String answer) {
        assertThatExceptionOfType(NodeException.class)
                .isThrownBy(() -> outcome(answer))
                .extracting(NodeException::kind)
                .isEqualTo(NodeException.Kind.BROKEN);
    }
}
