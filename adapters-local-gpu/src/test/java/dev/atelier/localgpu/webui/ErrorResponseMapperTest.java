package dev.atelier.localgpu.webui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.localgpu.webui.wire.NodeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorResponseMapperTest {

    private static NodeException rejection(String path, int status, String body) throws IOException {
        return ErrorResponseMapper.read(path, status, new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "400 | {\"error\": \"prompt required\"} | REJECTED | request: prompt required",
                "404 | {\"error\": \"HTTPException\", \"detail\": \"Sampler not found\"} | REJECTED | Sampler not"
                        + " found",
                "404 | {\"detail\": \"Not Found\"} | MODEL_MISSING | --api",
                "405 | {\"detail\": \"Method Not Allowed\"} | MODEL_MISSING | --api",
                "413 | <html> | REJECTED | no reason given",
                "422 | {\"detail\": [{\"loc\": [\"body\", \"steps\"], \"msg\": \"not an integer\"}]} | REJECTED | steps not an",
                "422 | {\"error\": \"HTTPException\", \"detail\": \"Script 'x' not found\"} | MODEL_MISSING | Script 'x' not found",
                "429 | {} | BROKEN | status 429",
                "401 | {\"detail\": \"Incorrect\"} | BROKEN | user and password",
                "302 | | BROKEN | status 302",
                "500 | {\"error\": \"HTTPException\", \"detail\": \"Invalid encoded image\"} | REJECTED | encoded"
                        + " image",
                "500 | {\"error\": \"KeyError\", \"detail\": \"\", \"errors\": \"'nonsense'\"} | REJECTED | KeyError:"
                        + " 'nonsense'",
                "500 | {\"error\": \"OutOfMemoryError\", \"errors\": \"\"} | OUT_OF_MEMORY | memory",
                "500 | {\"error\": \"RuntimeError\", \"errors\": \"CUDA out of memory.\"} | OUT_OF_MEMORY | memory",
                "500 | {\"error\": \"RuntimeError\", \"errors\": \"No CUDA GPUs are available\"} | GPU_ERROR | CUDA",
                "500 | {\"error\": \"ValueError\", \"errors\": \"not a number: 'CUDA error'\"} | JOB_REFUSED | number",
                "500 | {\"error\": \"ValueError\", \"errors\": \"not a number: 'out of memory'\"} | JOB_REFUSED | number",
                "422 | {\"detail\": [{\"loc\": [\"body\", \"steps\"], \"msg\": \"bad\", \"input\": \"out of memory\"}]} | REJECTED | steps bad",
                "500 | {\"error\": \"server_error\", \"message\": \"oops\"} | JOB_ERROR | server_error: oops",
                "502 | <html>bad gateway</html> | BROKEN | status 502: no reason given",
            })
    void everyRejectionHasItsKind(int status, String body, NodeException.Kind kind, String words) throws IOException {
        NodeException failure = rejection("/sdapi/v1/txt2img", status, body == null ? "" : body);

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure).hasMessageContaining(words);
    }

    @Test
    void theNodesMessageIsShortenedAndItsPathsLeftOut() throws IOException {
        String reason = "cannot open /home/me/webui/models/a.ckpt or C:\\\\webui\\\\a.ckpt\\n " + "x".repeat(5000);

        NodeException failure =
                rejection("/sdapi/v1/txt2img", 500, "{\"error\": \"OSError\", \"errors\": \"" + reason + "\"}");

        assertThat(failure.getMessage())
                .contains("OSError: cannot open (path) or (path)")
                .doesNotContain("webui", "\n")
                .hasSizeLessThan(400);
    }

    @Test
    void whatOneNodeHasNoRouteForAnotherMayHave() throws IOException {
        assertThat(rejection("/rembg", 404, "").kind()).isEqualTo(NodeException.Kind.MODEL_MISSING);
    }
}
