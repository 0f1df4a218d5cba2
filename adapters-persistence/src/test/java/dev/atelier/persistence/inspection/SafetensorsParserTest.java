package dev.atelier.persistence.inspection;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.checkpoint.ModelFileRejectedException;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsParserTest {

    private static final String GOOD = "{\"__metadata__\": {\"format\": \"pt\", \"ss\": \"{}\"},"
            + " \"b\": {\"dtype\": \"F16\", \"shape\": [2, 3], \"data_offsets\": [4, 16]},"
            + " \"none\": {\"dtype\": \"F32\", \"shape\": [0, 7], \"data_offsets\": [4, 4]},"
            + " \"a\": {\"dtype\": \"F32\", \"shape\": [], \"data_offsets\": [0, 4]}}   ";

    private final DefaultModelFileInspector inspector = new DefaultModelFileInspector();

    @TempDir
    Path folder;

    @Test
    void passesAFileWhoseHeaderFitsIt() throws Exception {
        Path file = file(GOOD, 16);

        assertThatCode(() -> inspect(file)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\": {\"dtype\": \"U8\", \"shape\": [9], \"data_offsets\": [0, 9]}} | ends at byte 9 of 8",
                "{\"a\": {\"dtype\": \"U8\", \"shape\": [6], \"data_offsets\": [0, 6]}, \"b\": {\"dtype\": \"U8\", \"shape\": [3], \"data_offsets\": [5, 8]}} | overlap at byte 5",
                "{\"a\": {\"dtype\": \"U8\", \"shape\": [4], \"data_offsets\": [4, 8]}} | covers the bytes 0 to 4",
                "{\"a\": {\"dtype\": \"U8\", \"shape\": [4], \"data_offsets\": [0, 4]}} | the last 4 bytes",
                "{\"a\": {\"dtype\": \"F32\", \"shape\": [4], \"data_offsets\": [0, 8]}} | make 16 bytes",
                "{\"a\": {\"dtype\": \"X8\", \"shape\": [8], \"data_offsets\": [0, 8]}} | dtype \"X8\"",
                "{\"a\": {\"dtype\": \"U8\", \"shape\": [-8], \"data_offsets\": [0, 8]}} | not a non-negative integer",
                "{\"a\": {\"dtype\": \"U8\", \"shape\": [8], \"data_offsets\": [8, 0]}} | from 8 to 0",
                "{\"a\": {\"dtype\": \"U8\", \"shape\": [4611686018427387904, 4], \"data_offsets\": [0, 8]}} | too large",
                "{\"a\": {\"dtype\": \"U8\", \"shape\": [8], \"data_offsets\": [0, 99999999999999999999]}} | not a non-negative integer",
                "{\"a\": {\"dtype\": \"U8\", \"shape\": [8]}} | lacks a tensor's",
                "{\"a\": [1]} | not a JSON object",
                "[1, 2] | not a JSON object",
                "{} {} | has content after the JSON object",
                "{\"a\": {\"dtype\" | is not JSON",
                "{\"__metadata__\": {\"epochs\": 5}, \"a\": {\"dtype\": \"U8\", \"shape\": [8], \"data_offsets\": [0, 8]}} | not a text, \"epochs\"",
                "{\"__metadata__\": {\"n\": {\"a\": \"b\"}}, \"a\": {\"dtype\": \"U8\", \"shape\": [8], \"data_offsets\": [0, 8]}} | not a text, \"n\"",
                "{\"__metadata__\": {\"n\": [\"b\"]}, \"a\": {\"dtype\": \"U8\", \"shape\": [8], \"data_offsets\": [0, 8]}} | not a text, \"n\"",
                "{\"__metadata__\": {\"n\": null}, \"a\": {\"dtype\": \"U8\", \"shape\": [8], \"data_offsets\": [0, 8]}} | not a text, \"n\"",
                "{\"__metadata__\": \"pt\", \"a\": {\"dtype\": \"U8\", \"shape\": [8], \"data_offsets\": [0, 8]}} | neither a JSON object nor null",
                "{\"__metadata__\": [], \"a\": {\"dtype\": \"U8\", \"shape\": [8], \"data_offsets\": [0, 8]}} | neither a JSON object nor null",
                "{\"__metadata__\": {\"dtype\": \"U8\", \"shape\": [8], \"data_offsets\": [0, 8]}} | not a text, \"shape\"",
                "{\"__metadata__\": null, \"__metadata__\": null, \"a\": {\"dtype\": \"U8\", \"shape\": [8], \"data_offsets\": [0, 8]}} | the name \"__metadata__\" twice",
                "{\"a\": {\"dtype\": \"U8\", \"shape\": [8], \"data_offsets\": [0, 8]}, \"a\": {\"dtype\": \"U8\", \"shape\": [0], \"data_offsets\": [8, 8]}} | the name \"a\" twice",
                "{\"a\": {\"dtype\": \"U8\", \"shape\": [8], \"data_offsets\": [0, 8]}, \"\\u0061\": {\"dtype\": \"U8\", \"shape\": [0], \"data_offsets\": [8, 8]}} | the name \"a\" twice",
                "{\"a\": {\"dtype\": \"U8\", \"dtype\": \"I8\", \"shape\": [8], \"data_offsets\": [0, 8]}} | tensor's \"dtype\" twice",
                "{\"a\": {\"dtype\": \"U8\", \"shape\": [8], \"data_offsets\": [-0, 8]}} | not a non-negative integer",
                "{\"a\": {\"dtype\": \"F4\", \"shape\": [15], \"data_offsets\": [0, 8]}} | make 60 bits",
                "{\"\\ud800\": {\"dtype\": \"U8\", \"shape\": [8], \"data_offsets\": [0, 8]}} | half of a surrogate pair",
                "\ufeff{\"a\": {\"dtype\": \"U8\", \"shape\": [8], \"data_offsets\": [0, 8]}} | header"
            })
    void rejectsAHeaderThatDoesNotFitTheFile(String header, String why) throws Exception {
        Path file = file(header, 8);

        assertThatThrownBy(() -> inspect(file))
                .isInstanceOf(ModelFileRejectedException.class)
                .hasMessageStartingWith("m.safetensors is rejected: ")
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "{}", "{\"format\": \"pt\", \"format\": \"pt\"}"})
    void passesMetadataThatTheFormatsReaderTakes(String metadata) throws Exception {
        Path file = file(
                "{\"__metadata__\": " + metadata
                        + ", \"a\": {\"dtype\": \"U8\", \"shape\": [8], \"data_offsets\": [0, 8]}}",
                8);

        assertThatCode(() -> inspect(file)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "BOOL, 8",
        "F4, 16",
        "U8, 8",
        "I8, 8",
        "F8_E5M2, 8",
        "F8_E4M3, 8",
        "F8_E8M0, 8",
        "F8_E4M3FNUZ, 8",
        "F8_E5M2FNUZ, 8",
        "I16, 4",
        "U16, 4",
        "F16, 4",
        "BF16, 4",
        "I32, 2",
        "U32, 2",
        "F32, 2",
        "C64, 1",
        "F64, 1",
        "I64, 1",
        "U64, 1"
    })
    void passesEveryDtypeOfTheFormat(String dtype, int elements) throws Exception {
        Path file = file(
                "{\"a\": {\"dtype\": \"" + dtype + "\", \"shape\": [" + elements + "], \"data_offsets\": [0, 8]}}", 8);

        assertThatCode(() -> inspect(file)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"F6_E2M3", "F6_E3M2"})
    void passesFourElementsOfSixBitsInThreeBytes(String dtype) throws Exception {
        Path file = file("{\"a\": {\"dtype\": \"" + dtype + "\", \"shape\": [4], \"data_offsets\": [0, 3]}}", 3);

        assertThatCode(() -> inspect(file)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32LE", "ISO-8859-1"})
    void rejectsAHeaderThatIsNotUtf8(String charset) throws Exception {
        byte[] json = "{\"z\u00fc\": {\"dtype\": \"U8\", \"shape\": [8], \"data_offsets\": [0, 8]}}"
                .getBytes(Charset.forName(charset));
        Path file = file(json, 8);

        assertThatThrownBy(() -> inspect(file))
                .isInstanceOf(ModelFileRejectedException.class)
                .hasMessageContaining("its header is not ");
    }

    @ParameterizedTest
    @ValueSource(ints = {12, 60, 185, 9999})
    void saysThatAFileIsTruncated(int bytes) throws Exception {
        byte[] whole = Files.readAllBytes(file(GOOD, 16));
        Path file = Files.write(folder.resolve("m"), Arrays.copyOf(whole, Math.min(bytes, whole.length - 1)));

        assertThatThrownBy(() -> inspect(file))
                .isInstanceOf(ModelFileRejectedException.class)
                .hasMessageContaining("it is truncated");
    }

    @ParameterizedTest
    @CsvSource({"10000000000", "100000001", "-1", "0", "1", "17"})
    void rejectsALengthThatTheHeaderCannotHave(long length) throws Exception {
        Path file = folder.resolve("m");
        Files.write(
                file,
                ByteBuffer.allocate(24)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(length)
                        .array());

        assertThatThrownBy(() -> inspect(file)).isInstanceOf(ModelFileRejectedException.class);
    }

    @Test
    void rejectsWhatIsTooShortToHaveAHeader() throws Exception {
        Path file = Files.write(folder.resolve("m"), new byte[] {2, 0, 0});

        assertThatThrownBy(() -> inspect(file))
                .isInstanceOf(ModelFileRejectedException.class)
                .hasMessageContaining("3 bytes");
    }

    private void inspect(Path file) throws IOException {
        try (SeekableByteChannel content = Files.newByteChannel(file)) {
            inspector.inspect(new CheckpointFileName("m.safetensors"), content);
        }
    }

    private Path file(String header, int data) throws IOException {
        return file(header.getBytes(StandardCharsets.UTF_8), data);
    }

    private Path file(byte[] json, int data) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + data).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(json.length).put(json);
        return Files.write(folder.resolve("m"), bytes.array());
    }
}
