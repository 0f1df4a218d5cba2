package dev.atelier.localgpu.webui.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.application.inference.LargeStringSpoolingStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpoolingJsonParserTest {

    @TempDir
    private Path folder;

    private JsonNode read(String json) throws IOException {
        return read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
    }

    private JsonNode read(InputStream json) throws IOException {
        return SpoolingJsonParser.read(json, folder.resolve("parts"), 100 << 20);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0,
                1,
                LargeStringSpoolingStream.LONG - 1,
                LargeStringSpoolingStream.LONG,
                LargeStringSpoolingStream.LONG + 1,
                200_000
            })
    void stringsOfAnyLengthComeOutAsTheyWentIn(int length) throws IOException {
        String text = "ä\"\\\n".repeat(length / 4 + 1).substring(0, length);
        String json = LenientJson.MAPPER.writeValueAsString(LenientJson.MAPPER
                .createObjectNode()
                .put("a", text)
                .put("b", "after")
                .put("c", text));

        JsonNode tree = read(json);

        assertThat(LenientJson.MAPPER.readTree(LenientJson.MAPPER.writeValueAsBytes(tree)))
                .isEqualTo(LenientJson.MAPPER.readTree(json));
        assertThat(Files.exists(folder.resolve("parts"))).isEqualTo(SpoolingJsonParser.isLong(tree.path("a")));
    }

    @Test
    void bytesMayArriveInAnyPortions() throws IOException {
        String json = "{\"a\": \"" + "\\\\\\\"x".repeat(9000) + "\", \"b\": [\"" + "y".repeat(40_000) + "\"]}";
        Random random = new Random(1);
        InputStream trickle = new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)) {
            @Override
            public synchronized int read(byte[] bytes, int offset, int length) {
                return super.read(bytes, offset, Math.min(length, 1 + random.nextInt(7)));
            }

            @Override
            public synchronized long transferTo(OutputStream out) throws IOException {
                byte[] few = new byte[8];
                long total = 0;
                for (int read = read(few, 0, 8); read >= 0; read = read(few, 0, 8)) {
                    out.write(few, 0, read);
                    total += read;
                }
                return total;
            }
        };

        JsonNode tree = read(trickle);

        assertThat(LenientJson.MAPPER.readTree(LenientJson.MAPPER.writeValueAsBytes(tree)))
                .isEqualTo(LenientJson.MAPPER.readTree(json));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "data:image/png;base64,"})
    void base64IsReadWithAndWithoutPrefixEscapesAndLineBreaks(String prefix) throws IOException {
        byte[] bytes = new byte[50_000];
        new Random(2).nextBytes(bytes);
        String base64 = Base64.getEncoder().encodeToString(bytes);
        String broken = prefix + base64.replaceAll("(.{76})", "$1\\\\n").replace("/", "\\/");

        for (String written : new String[] {prefix + base64, broken}) {
            JsonNode node = read("[\"" + written + "\"]").get(0);
            ByteArrayOutputStream decoded = new ByteArrayOutputStream();
            JsonBase64Decoder.decode(node, decoded);
            assertThat(decoded.toByteArray()).isEqualTo(bytes);
            assertThat(SpoolingJsonParser.longText(node).beginning().head().replace("\n", ""))
                    .startsWith((prefix + base64).substring(0, 200));
        }
    }

    @Test
    void aStringThatLooksLikeTheMarkerIsNotTakenForIt() throws IOException {
        JsonNode tree = read("[\"00000000-0000-0000-0000-000000000000/0\", \"" + "z".repeat(20_000) + "\"]");

        assertThat(tree.get(0).asText()).endsWith("/0");
        assertThat(SpoolingJsonParser.isLong(tree.get(1))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\": \"", "{\"a\": ", "[1, 2", "{} {}"})
    void whatBreaksOffIsNoJson(String json) {
        String cut = json + (json.endsWith("\"") ? "x".repeat(20_000) : "");

        assertThatExceptionOfType(JsonProcessingException.class).isThrownBy(() -> read(cut));
    }

    @Test
    void aDocumentBeyondItsBoundIsRejected() {
        byte[] json = ("\"" + "x".repeat(5000) + "\"").getBytes(StandardCharsets.UTF_8);

        assertThatExceptionOfType(JsonProcessingException.class)
                .isThrownBy(
                        () -> SpoolingJsonParser.read(new ByteArrayInputStream(json), folder.resolve("parts"), 4000))
                .withMessageContaining("4000 bytes");
    }
}
