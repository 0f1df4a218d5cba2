package dev.atelier.localgpu.demo;

import static dev.atelier.application.testing.TestJobs.job;
import static dev.atelier.localgpu.demo.NodeClient.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobStatus;
import dev.atelier.localgpu.fixture.LocalGpuFixture;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The node runs in the service's process: a request that needs more memory than it has is rejected. */
@Tag("slow")
@Timeout(60)
class MemoryTest {

    private static final String TXT2IMG = "/sdapi/v1/txt2img";

    @TempDir
    static Path models;

    @TempDir
    Path spool;

    private static DemoWebUiServer node;
    private static NodeClient client;

    @BeforeAll
    static void start() {
        node = DemoWebUiServer.start(0, models);
        client = new NodeClient(node);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @ParameterizedTest
    @CsvSource({
        "8000, 8000", // within the former limit of 8192x8192
        "4097, 4096",
        "100000, 100000",
        "1000000000, 17"
    })
    void anImageWhoseHeaderStatesMoreThan16MegapixelsIsRejectedBeforeItIsDecoded(int width, int height) {
        ObjectNode startingFrom = request("fox", 1);
        startingFrom.putArray("init_images").add(header(width, height));

        List.of(
                        client.post("/sdapi/v1/img2img", startingFrom),
                        client.post("/sdapi/v1/extra-single-image", object().put("image", header(width, height))),
                        client.post("/rembg", object().put("input_image", header(width, height))))
                .forEach(response -> assertRejected(response, "the image is " + width + "x" + height));
    }

    @Test
    void anImageWhoseHeaderStates16MegapixelsIsRead() {
        HttpResponse<String> response = client.post("/rembg", object().put("input_image", header(4096, 4096)));

        assertThat(NodeClient.json(response).path("detail").asText()).isEqualTo("Invalid encoded image");
    }

    @ParameterizedTest
    @CsvSource({"2048, 1, 5", "2048, 5, 1", "1040, 16, 1", "2048, 2, 4"})
    void theImagesOfARequestHaveAtMost16MegapixelsTogether(int side, int batch, int iterations) {
        ObjectNode request = request("fox", 1)
                .put("width", side)
                .put("height", side)
                .put("batch_size", batch)
                .put("n_iter", iterations);

        assertRejected(client.post(TXT2IMG, request), "pixels together");
    }

    @Test
    void theLimitCoversImagesThatAreEnlargedAfterGenerating() {
        ObjectNode request = request("fox", 1)
                .put("enable_hr", true)
                .put("hr_resize_x", 4096)
                .put("hr_resize_y", 4096)
                .put("n_iter", 2);

        assertRejected(client.post(TXT2IMG, request), "4096x4096");
    }

    @Test
    void theLimitCoversTheResultsOfTheImageTools() {
        ObjectNode request =
                object().put("upscaler_1", "Nearest").put("upscaling_resize", 8).put("resize_mode", 0);
        for (int i = 0; i < 2; i++) {
            request.withArray("/imageList")
                    .addObject()
                    .put("data", Pixels.base64(Pixels.disc(400)))
                    .put("name", i + ".png");
        }

        assertRejected(client.post("/sdapi/v1/extra-batch-images", request), "pixels together");
    }

    @Test
    void aJobThatNeedsTooMuchMemoryFailsAtOnceAndTheNodeStaysHealthy() {
        AtomicInteger calls = new AtomicInteger();
        try (DemoWebUiServer small = DemoWebUiServer.start(0, models, routes -> failingAt(TXT2IMG, calls, routes));
                LocalGpuFixture fixture = new LocalGpuFixture(spool)) {
            fixture.with(small.url().base(), "*", Optional.empty()).open();
            Endpoint endpoint = fixture.endpoint();

            InferenceJob job = fixture.submit(
                    job().generatingOnNodes(DemoCheckpointCatalog.TINY_EMOJI).on(endpoint));

            await().atMost(Duration.ofSeconds(20)).until(() -> fixture.hasEnded(job));
            assertThat(fixture.now(job).status()).isEqualTo(InferenceJobStatus.FAILED);
            assertThat(fixture.now(job).error()).contains("more memory", "fewer or smaller images");
            assertThat(calls).hasValue(1);
            assertThat(fixture.nodes.get(0).condition().healthy()).isTrue();
        }
    }

    @Test
    void theNodeStillWorksAfterARequestThatNeededTooMuchMemory() {
        AtomicInteger calls = new AtomicInteger();
        try (DemoWebUiServer small = DemoWebUiServer.start(0, models, routes -> failingAt("/rembg", calls, routes))) {
            NodeClient own = new NodeClient(small);

            HttpResponse<String> response = own.post("/rembg", object());

            assertThat(response.statusCode()).isEqualTo(413);
            assertThat(response.body())
                    .doesNotContainIgnoringCase("OutOfMemory")
                    .doesNotContain("stand-in");
            assertThat(own.get("/sdapi/v1/sd-models")).isNotEmpty();
        }
    }

    private static DemoHttpHandler.Router failingAt(
            String failing, AtomicInteger calls, DemoHttpHandler.Router routes) {
        return (method, path) -> path.equals(failing)
                ? body -> {
                    calls.incrementAndGet();
                    throw new OutOfMemoryError("a stand-in for a full heap");
                }
                : routes.find(method, path);
    }

    private static void assertRejected(HttpResponse<String> response, String because) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(422);
        assertThat(NodeClient.json(response).path("detail").asText())
                .contains(because)
                .endsWith("the demo node accepts at most 16777216 pixels (4096x4096)");
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** The first 33 bytes of a PNG of this size, without image data. */
    private static String header(int width, int height) {
        ByteBuffer chunk = ByteBuffer.allocate(17)
                .put("IHDR".getBytes(StandardCharsets.US_ASCII))
                .putInt(width)
                .putInt(height)
                .put(new byte[] {8, 2, 0, 0, 0});
        CRC32 sum = new CRC32();
        sum.update(chunk.array());
        return Base64.getEncoder()
                .encodeToString(ByteBuffer.allocate(33)
                        .putLong(0x89504E470D0A1A0AL)
                        .putInt(13)
                        .put(chunk.array())
                        .putInt((int) sum.getValue())
                        .array());
    }
}
