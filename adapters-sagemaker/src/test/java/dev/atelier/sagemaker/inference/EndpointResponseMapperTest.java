package dev.atelier.sagemaker.inference;

import static dev.atelier.sagemaker.testing.Container.png;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.inference.InferenceOutcome;
import dev.atelier.application.inference.InferenceOutcome.Failed;
import dev.atelier.application.inference.InferenceOutcome.Format;
import dev.atelier.application.inference.InferenceOutcome.Succeeded;
import dev.atelier.application.util.TemporaryDirectory;
import dev.atelier.domain.inference.TaskType;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointResponseMapperTest {

    @TempDir
    Path spool;

    private TemporaryDirectory temporaryDirectory;

    @BeforeEach
    void open() throws IOException {
        temporaryDirectory = TemporaryDirectory.below(spool, "response-", (message, failure) -> {});
    }

    @AfterEach
    void close() {
        temporaryDirectory.close();
    }

    @Test
    void imagesAreTakenInOrderAndWhatIsSaidOfThemIsKept() throws IOException {
        Succeeded outcome = success(
                TaskType.TXT2IMG,
                "{\"images\": [\"" + png(1) + "\", \"" + png(2) + "\"], \"parameters\": {\"prompt\": \"a cat\","
                        + " \"seed\": -1, \"init_images\": null}, \"info\": \"{\\\"all_seeds\\\": [1, 2]}\"}");

        assertThat(bytes(outcome, 0)).isEqualTo(Base64.getDecoder().decode(png(1)));
        assertThat(bytes(outcome, 1)).isEqualTo(Base64.getDecoder().decode(png(2)));
        assertThat(outcome.images()).extracting(image -> image.format()).containsOnly(Format.PNG);
        assertThat(outcome.parameters()).isEqualTo("{\"prompt\":\"a cat\",\"seed\":-1,\"init_images\":null}");
        assertThat(outcome.info()).isEqualTo("\"{\\\"all_seeds\\\": [1, 2]}\"");
    }

    @Test
    void onlyTheGridBeforeTheImagesIsLeftOut() throws IOException {
        Succeeded outcome = success(
                TaskType.TXT2IMG,
                "{\"images\": [\"" + png(9) + "\", \"" + png(1) + "\", \"" + png(2) + "\", \"" + png(8)
                        + "\"], \"info\": \"{\\\"index_of_first_image\\\": 1, \\\"all_seeds\\\": [1, 2]}\"}");

        assertThat(outcome.images()).hasSize(3);
        assertThat(bytes(outcome, 0)).isEqualTo(Base64.getDecoder().decode(png(1)));
        assertThat(bytes(outcome, 2)).isEqualTo(Base64.getDecoder().decode(png(8)));
        assertThat(outcome.parameters()).isEqualTo("null");
    }

    @Test
    void aSingleImageAndWordsAboutIt() throws IOException {
        Succeeded outcome = success(TaskType.REMBG, "{\"html_info\": \"<p>done</p>\", \"image\": \"" + png(3) + "\"}");

        assertThat(bytes(outcome, 0)).isEqualTo(Base64.getDecoder().decode(png(3)));
        assertThat(outcome.info()).isEqualTo("\"<p>done</p>\"");
    }

    @Test
    void formatsAreRecognisedByTheirFirstBytes() throws IOException {
        String jpeg = base64(new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff, 0, 1, 2, 3, 4, 5, 6, 7, 8});
        String webp = base64("RIFF\0\0\0\0WEBPVP8 ".getBytes(StandardCharsets.ISO_8859_1));
        String gif = base64("GIF89a animation".getBytes(StandardCharsets.ISO_8859_1));

        Succeeded outcome = success(
                TaskType.EXTRA_BATCH_IMAGES, "{\"images\": [\"" + jpeg + "\", \"" + webp + "\", \"" + gif + "\"]}");

        assertThat(outcome.images())
                .extracting(image -> image.format())
                .containsExactly(Format.JPEG, Format.WEBP, Format.GIF);
    }

    @Test
    void imagesThatWereGivenAreNotRepeatedAndNumbersThatAreNoneAreLeftOut() throws IOException {
        String given = "A".repeat(2 << 20);
        String small = "B".repeat(5000);
        String prompt = "a very long prompt ".repeat(500);

        Succeeded outcome = success(
                TaskType.IMG2IMG,
                "{\"images\": [\"" + png(1) + "\"], \"parameters\": {\"init_images\": [\"" + given + "\"], \"mask\": \""
                        + small + "\", \"prompt\": \"" + prompt + "\", \"eta\": NaN}, \"info\": null}");

        assertThat(outcome.parameters())
                .isEqualTo("{\"init_images\":[null],\"mask\":null,\"prompt\":\"" + prompt + "\",\"eta\":null}");
    }

    @Test
    void aLargeAnswerNeedsLittleMemory() throws IOException {
        Path file = spool.resolve("large.json");
        byte[] block = base64(new byte[3 << 20]).getBytes(StandardCharsets.US_ASCII);
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(("{\"images\": [\"" + png(1).replace("=", "A")).getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < 100; i++) {
                out.write(block);
            }
            out.write("\"], \"parameters\": {}, \"info\": \"{}\"}".getBytes(StandardCharsets.US_ASCII));
        }

        Succeeded outcome = (Succeeded) EndpointResponseMapper.read(TaskType.TXT2IMG, file, temporaryDirectory);

        try (var image = outcome.images().get(0).open()) {
            assertThat(image.skip(Long.MAX_VALUE)).isGreaterThan(300L << 20);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            {"error": "OutOfMemoryError", "detail": "CUDA"} | the endpoint reports: OutOfMemoryError: CUDA
            {"error": {"code": 7}}                          | the endpoint reports: {"code":7}
            {"images": []}                                  | the endpoint's response has no image
            {}                                              | the endpoint's response has no image
            []                                              | the endpoint's response is not a JSON object
            null                                            | the endpoint's response is not a JSON object
            ''                                              | the endpoint's response is not a JSON object
            not json                                        | the endpoint's response is not valid JSON
            {"images": ["AAAA                               | the endpoint's response is not valid JSON
            {"images": ["%%%%"]}                            | the endpoint sent an image that is not base64
            {"images": ["AAAAAAAAAAAAAAAAAAAA"]}            | the endpoint sent an image that is not PNG, JPEG or WEBP
            {"images": ["AAAA"], "parameters": {"n_iter": 2}} | the endpoint generated 1 of 2 images
            """)
    void whatIsNoResultFailsTheJobWithAReason(String answer, String reason) throws IOException {
        assertThat(read(TaskType.TXT2IMG, answer)).isEqualTo(new Failed(reason));
    }

    @Test
    void rembgWithoutAModelAnswersNull() throws IOException {
        assertThat(read(TaskType.REMBG, "null"))
                .isEqualTo(new Failed("the endpoint removed no background; model has to name a model, such as u2net"));
    }

    @Test
    void anAnswerFullOfWordsIsRejected() throws IOException {
        String words = "\"" + "x ".repeat(400_000) + "\",";

        assertThat(read(TaskType.TXT2IMG, "{\"info\": [" + words.repeat(30) + "0]}"))
                .isEqualTo(new Failed("the endpoint's response has more than 16777216 characters besides its images"));
    }

    @Test
    void temporaryFilesGoWithTheWorkplace() throws IOException {
        read(TaskType.TXT2IMG, "{\"images\": [\"" + png(1) + "\"]}");

        temporaryDirectory.close();
        try (var left = Files.list(spool)) {
            assertThat(left.filter(Files::isDirectory)).isEmpty();
        }
    }

    private Succeeded success(TaskType task, String answer) throws IOException {
        InferenceOutcome outcome = read(task, answer);
        assertThat(outcome).isInstanceOf(Succeeded.class);
        return (Succeeded) outcome;
    }

    private InferenceOutcome read(TaskType task, String answer) throws IOException {
        Path file = spool.resolve("answer.json");
        Files.writeString(file, answer);
        return EndpointResponseMapper.read(task, file, temporaryDirectory);
    }

    private static byte[] bytes(Succeeded outcome, int image) throws IOException {
        try (var content = outcome.images().get(image).open()) {
            return content.readAllBytes();
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
