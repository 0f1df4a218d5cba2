package dev.atelier.rest.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.inference.InferenceOutcome;
import dev.atelier.application.inference.InferenceOutcome.Format;
import dev.atelier.application.testing.EventStreamClient;
import dev.atelier.application.testing.TestCheckpoints;
import dev.atelier.application.testing.TestEndpoints;
import dev.atelier.application.testing.TestImages;
import dev.atelier.domain.CapacityExceededException;
import dev.atelier.domain.QuotaExceededException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.domain.inference.TaskType;
import dev.atelier.rest.testing.Http;
import dev.atelier.rest.testing.HttpResult;
import dev.atelier.rest.testing.RestServer;
import dev.atelier.rest.testing.TestJson;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.assertj.core.data.Offset;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Images in the format that the request asks for. */
class OutputFormatTest {

    private static final String GENERATIONS = "/v1/images/generations";
    private static final int WIDTH = 96;
    private static final int HEIGHT = 64;

    private static RestServer server;
    private static Http client;
    private static byte[] png;

    @BeforeAll
    static void start() throws IOException {
        server = RestServer.start();
        client = server.keyOnly().without("x-api-key").with("Authorization", "Bearer " + RestServer.KEY);
        server.atelier.add(TestCheckpoints.checkpoint().files("panda.safetensors"));
        server.atelier.add(TestEndpoints.endpoint().realTime());
        png = png();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void succeed() {
        answer(new SampleImage(png), new SampleImage(png));
    }

    @Test
    void aJpegComesAsALinkAndInBase64() throws IOException {
        HttpResult reply = generate(Map.of("output_format", "jpeg", "n", 2));

        byte[] content = decoded(reply, 1);
        assertThat(Format.of(content)).contains(Format.JPEG);
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(content));
        assertThat(image.getWidth() + "x" + image.getHeight()).isEqualTo(WIDTH + "x" + HEIGHT);
        // The first pixel was transparent.
        assertThat(image.getRGB(0, 0) & 0xFF).isGreaterThan(0xF0);
        HttpResult file = client.without("Authorization").get((String) reply.at("data.1.url"));
        assertThat(file.bytes()).isEqualTo(content);
        InferenceJobId job = server.atelier
                .backend
                .running()
                .get(server.atelier.backend.running().size() - 1);
        StorageUri results = server.atelier.jobs.find(job).orElseThrow().results();
        assertThat(server.atelier.store.contentType(results.resolve("image_1-100.jpg")))
                .contains("image/jpeg");
    }

    @Test
    void compressionMakesAJpegSmaller() {
        byte[] full = decoded(generate(Map.of("output_format", "jpeg")), 0);
        assertThat(decoded(generate(Map.of("output_format", "jpeg", "output_compression", 100)), 0))
                .isEqualTo(full);
        HttpResult small = generate(Map.of("output_format", "jpeg", "output_compression", 10));
        assertThat(decoded(small, 0)).hasSizeLessThan(full.length / 2);
        assertThat(decoded(generate(Map.of("output_format", "jpeg", "output_compression", 0)), 0))
                .isNotEmpty();
    }

    @Test
    void aWebPComesAsALinkAndInBase64() throws IOException {
        HttpResult reply = generate(Map.of("output_format", "webp", "n", 2));

        byte[] content = decoded(reply, 1);
        assertThat(Format.of(content)).contains(Format.WEBP);
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(content));
        assertThat(image.getWidth() + "x" + image.getHeight()).isEqualTo(WIDTH + "x" + HEIGHT);
        assertThat(alpha(image, 0, 0)).isZero();
        assertThat(alpha(image, WIDTH - 1, HEIGHT - 1)).isEqualTo(0xFF);
        HttpResult file = client.without("Authorization").get((String) reply.at("data.1.url"));
        assertThat(file.bytes()).isEqualTo(content);
        InferenceJobId job = server.atelier
                .backend
                .running()
                .get(server.atelier.backend.running().size() - 1);
        StorageUri results = server.atelier.jobs.find(job).orElseThrow().results();
        assertThat(server.atelier.store.contentType(results.resolve("image_1-100.webp")))
                .contains("image/webp");
    }

    @Test
    void compressionMakesAWebPSmaller() {
        byte[] full = decoded(generate(Map.of("output_format", "webp")), 0);
        assertThat(decoded(generate(Map.of("output_format", "webp", "output_compression", 100)), 0))
                .isEqualTo(full);
        byte[] half = decoded(generate(Map.of("output_format", "webp", "output_compression", 50)), 0);
        assertThat(half).hasSizeLessThan(full.length / 2);
        assertThat(decoded(generate(Map.of("output_format", "webp", "output_compression", 0)), 0))
                .hasSizeLessThan(half.length);
    }

    /** Nodes may write grey, 16 bits or palettes, with and without transparency. */
    @ParameterizedTest
    @MethodSource("kindsOfPng")
    void anyPngBecomesAWebP(BufferedImage drawn, boolean isTransparent) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        ImageIO.write(drawn, "png", content);
        answer(new SampleImage(content.toByteArray()));

        byte[] webP = decoded(generate(Map.of("output_format", "webp")), 0);

        BufferedImage image = ImageIO.read(new ByteArrayInputStream(webP));
        assertThat(image.getWidth() + "x" + image.getHeight()).isEqualTo(WIDTH + "x" + HEIGHT);
        assertThat(image.getRGB(WIDTH / 2, HEIGHT / 2) & 0xFF).isCloseTo(0x80, Offset.offset(4));
        assertThat(alpha(image, 0, 0)).isEqualTo(isTransparent ? 0 : 0xFF);
    }

    static Stream<Arguments> kindsOfPng() {
        ColorSpace grey = ColorSpace.getInstance(ColorSpace.CS_GRAY);
        ColorSpace rgb = ColorSpace.getInstance(ColorSpace.CS_sRGB);
        byte[] shades = {0, (byte) 0x80};
        IndexColorModel palette = new IndexColorModel(8, 2, shades, shades, shades, 0);
        return Stream.of(
                Arguments.of(grey(new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB)), false),
                Arguments.of(grey(new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_ARGB)), true),
                Arguments.of(grey(new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_GRAY)), false),
                Arguments.of(grey(new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_USHORT_GRAY)), false),
                Arguments.of(grey(new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_INDEXED, palette)), true),
                Arguments.of(grey(components(grey, DataBuffer.TYPE_BYTE)), true),
                Arguments.of(grey(components(rgb, DataBuffer.TYPE_USHORT)), true));
    }

    private static BufferedImage components(ColorSpace space, int type) {
        ColorModel model = new ComponentColorModel(space, true, false, Transparency.TRANSLUCENT, type);
        return new BufferedImage(model, model.createCompatibleWritableRaster(WIDTH, HEIGHT), false, null);
    }

    /** With a grey square in its middle. */
    private static BufferedImage grey(BufferedImage image) {
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(new Color(0x808080));
        graphics.fillRect(WIDTH / 4, HEIGHT / 4, WIDTH / 2, HEIGHT / 2);
        graphics.dispose();
        return image;
    }

    @Test
    void aTransparentBackgroundStaysSoInAWebP() throws IOException {
        ByteArrayOutputStream cut = new ByteArrayOutputStream();
        ImageIO.write(grey(new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_ARGB)), "png", cut);
        removesBackgroundsWith(new InferenceOutcome.Succeeded(List.of(new SampleImage(cut.toByteArray())), "{}", "{}"));

        HttpResult reply =
                generate(Map.of("background", "transparent", "output_format", "webp", "output_compression", 40));

        assertThat(Format.of(decoded(reply, 0))).contains(Format.WEBP);
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(decoded(reply, 0)));
        assertThat(alpha(image, 0, 0)).isZero();
        assertThat(alpha(image, WIDTH / 2, HEIGHT / 2)).isEqualTo(0xFF);
    }

    @Test
    void withoutAnEncoderAWebPIsRejectedBeforeItsJob() throws IOException {
        String folder = System.setProperty(
                "java.io.tmpdir", Files.createTempFile("no", "folder").toString());
        try (RestServer other = RestServer.start()) {
            other.atelier.add(TestCheckpoints.checkpoint().files("panda.safetensors"));
            other.atelier.add(TestEndpoints.endpoint().realTime());
            other.atelier.backend.answer(
                    job -> Optional.of(new InferenceOutcome.Succeeded(List.of(new SampleImage(png)), "{}", "{}")));
            Http there = other.keyOnly().without("x-api-key").with("Authorization", "Bearer " + RestServer.KEY);

            HttpResult reply = there.send("POST", GENERATIONS, body(Map.of("output_format", "webp")));

            assertThat(reply.status()).as(reply.text()).isEqualTo(400);
            assertThat(reply.at("error.param")).isEqualTo("output_format");
            assertThat((String) reply.at("error.message")).contains("no encoder", "allowed are png and jpeg");
            assertThat(other.atelier.backend.running()).isEmpty();
            assertThat(there.send("POST", GENERATIONS, body(Map.of("output_format", "jpeg")))
                            .status())
                    .isEqualTo(200);
        } finally {
            System.setProperty("java.io.tmpdir", folder);
        }
    }

    @Test
    void anImageThatHasTheFormatIsLeftAsItIs() {
        assertThat(decoded(generate(Map.of("output_format", "png", "output_compression", 10)), 0))
                .isEqualTo(png);
    }

    @Test
    void aNodesJpegBecomesAPng() throws IOException {
        BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
        ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
        ImageIO.write(image, "jpeg", jpeg);
        answer(new InferenceOutcome.Image() {
            @Override
            public Format format() {
                return Format.JPEG;
            }

            @Override
            public ByteArrayInputStream open() {
                return new ByteArrayInputStream(jpeg.toByteArray());
            }
        });

        assertThat(Format.of(decoded(generate(Map.of("output_format", "png")), 0)))
                .contains(Format.PNG);
        assertThat(Format.of(decoded(generate(Map.of()), 0))).contains(Format.JPEG);
    }

    @Test
    void anImageThatCannotBeReadSaysSoAndIsNotMadeAgain() {
        answer(TestImages.png("no image"));
        HttpResult reply = send(Map.of("output_format", "jpeg"));
        assertThat(reply.status()).as(reply.text()).isEqualTo(500);
        assertThat((String) reply.at("error.message")).contains("image_0.png", "cannot be returned as jpeg");
        assertThat(reply.at("error.param")).isEqualTo("output_format");
        assertThat(reply.header("x-should-retry")).isEqualTo("false");
    }

    @ParameterizedTest
    @EnumSource(
            value = Format.class,
            names = {"JPEG", "WEBP"})
    void aStreamHasTheFormatToo(Format format) throws IOException {
        String word = ImageRequest.word(format);
        HttpRequest.Builder post = stream(Map.of("output_format", word));
        try (EventStreamClient stream = EventStreamClient.open(post)) {
            Awaitility.await().until(stream::hasEnded);
            Map<String, Object> completed =
                    TestJson.object(stream.received().get(0).data());
            assertThat(completed).containsEntry("output_format", word);
            assertThat(Format.of(Base64.getDecoder().decode((String) completed.get("b64_json"))))
                    .contains(format);
        }
        answer(TestImages.png("no image"));
        try (EventStreamClient stream = EventStreamClient.open(post)) {
            Awaitility.await().until(stream::hasEnded);
            assertThat(stream.received()).singleElement().satisfies(error -> {
                assertThat(error.event()).isEqualTo("error");
                assertThat(error.data()).contains("cannot be returned as " + word);
            });
        }
    }

    @Test
    void aTransparentBackgroundIsMadeByAFurtherJobForEachImage() {
        List<byte[]> cut = new ArrayList<>();
        server.atelier.backend.answer(job -> {
            if (job.taskType() != TaskType.REMBG) {
                return Optional.of(new InferenceOutcome.Succeeded(
                        List.of(new SampleImage(png), new SampleImage(png)), "{}", "{}"));
            }
            cut.add(Base64.getDecoder().decode((String) payload(job).get("input_image")));
            assertThat(payload(job)).containsEntry("model", "u2net").containsEntry("return_mask", false);
            return Optional.of(
                    new InferenceOutcome.Succeeded(List.of(TestImages.png("transparent " + cut.size())), "{}", "{}"));
        });

        HttpResult reply = generate(Map.of("background", "transparent", "n", 2));

        assertThat(new String(decoded(reply, 0), UTF_8)).isEqualTo("transparent 1");
        assertThat(new String(decoded(reply, 1), UTF_8)).isEqualTo("transparent 2");
        assertThat(client.without("Authorization")
                        .get((String) reply.at("data.1.url"))
                        .text())
                .isEqualTo("transparent 2");
        assertThat(cut).usingRecursiveFieldByFieldElementComparator().containsExactly(png, png);
    }

    @Test
    void aBackgroundIsRemovedOnceHoweverManyStreamsAskForIt() throws IOException {
        AtomicReference<InferenceJob> cut = new AtomicReference<>();
        server.atelier.backend.answer(job -> {
            if (job.taskType() == TaskType.REMBG) {
                assertThat(cut.getAndSet(job)).isNull();
                return Optional.empty();
            }
            return Optional.of(new InferenceOutcome.Succeeded(List.of(new SampleImage(png)), "{}", "{}"));
        });
        HttpRequest.Builder post = stream(Map.of("background", "transparent"))
                .header("Idempotency-Key", UUID.randomUUID().toString());
        try (EventStreamClient first = EventStreamClient.open(post)) {
            Awaitility.await().until(() -> cut.get() != null);
            String end = NotificationBus.jobEndedTopic(cut.get().id());
            int waiting = server.atelier.signals.waiters(end);
            try (EventStreamClient again = EventStreamClient.open(post)) {
                assertThat(again.status()).isEqualTo(200);
                Awaitility.await().until(() -> server.atelier.signals.waiters(end) > waiting);
                server.atelier.complete.complete(
                        cut.get(), new InferenceOutcome.Succeeded(List.of(TestImages.png("transparent")), "{}", "{}"));
                for (EventStreamClient stream : List.of(first, again)) {
                    Awaitility.await().until(stream::hasEnded);
                    assertThat(TestJson.object(stream.received().get(0).data()))
                            .containsEntry(
                                    "b64_json", Base64.getEncoder().encodeToString("transparent".getBytes(UTF_8)));
                }
            }
        }
    }

    @Test
    void aTransparentBackgroundThatNoNodeMakesIsRejected() {
        removesBackgroundsWith(new InferenceOutcome.Failed("The node has no route rembg"));
        HttpResult reply = send(Map.of("background", "transparent"));
        assertThat(reply.status()).as(reply.text()).isEqualTo(400);
        assertThat((String) reply.at("error.message")).contains("extension rembg");
        assertThat(reply.at("error.param")).isEqualTo("background");

        removesBackgroundsWith(new InferenceOutcome.Failed("CUDA out of memory"));
        reply = send(Map.of("background", "transparent"));
        assertThat(reply.status()).as(reply.text()).isEqualTo(500);
        assertThat((String) reply.at("error.message")).contains("CUDA out of memory");

        reply = send(Map.of("background", "transparent", "output_format", "jpeg"));
        assertThat(reply.status()).as(reply.text()).isEqualTo(400);
        assertThat(reply.at("error.param")).isEqualTo("background");
    }

    @Test
    void aBackgroundThatWasNotRemovedIsTriedAgainWithTheSameKey() {
        Http again = client.with("Idempotency-Key", UUID.randomUUID().toString());
        String request = body(Map.of("background", "transparent"));
        AtomicInteger made = new AtomicInteger();
        AtomicInteger tries = new AtomicInteger();
        server.atelier.backend.answer(job -> {
            if (job.taskType() != TaskType.REMBG) {
                made.incrementAndGet();
                return Optional.of(new InferenceOutcome.Succeeded(List.of(new SampleImage(png)), "{}", "{}"));
            }
            return Optional.of(
                    tries.incrementAndGet() < 3
                            ? new InferenceOutcome.Failed("CUDA out of memory")
                            : new InferenceOutcome.Succeeded(List.of(TestImages.png("transparent")), "{}", "{}"));
        });

        for (int failures = 0; failures < 2; failures++) {
            HttpResult failed = again.send("POST", GENERATIONS, request);
            assertThat(failed.status()).as(failed.text()).isEqualTo(500);
        }
        for (int successes = 0; successes < 2; successes++) {
            HttpResult reply = again.send("POST", GENERATIONS, request);
            assertThat(reply.status()).as(reply.text()).isEqualTo(200);
            assertThat(new String(decoded(reply, 0), UTF_8)).isEqualTo("transparent");
        }

        assertThat(made).hasValue(1);
        assertThat(tries).hasValue(3);
    }

    @Test
    void aQuotaThatIsReachedMeanwhileSaysWhenToGoOn() throws IOException {
        Http again = client.with("Idempotency-Key", UUID.randomUUID().toString());
        AtomicInteger made = new AtomicInteger();
        AtomicBoolean reached = new AtomicBoolean(true);
        server.atelier.backend.answer(job -> {
            if (job.taskType() != TaskType.REMBG) {
                made.incrementAndGet();
                return Optional.of(new InferenceOutcome.Succeeded(List.of(new SampleImage(png)), "{}", "{}"));
            }
            if (reached.get()) {
                throw new QuotaExceededException("jobs_per_minute is 1", Duration.ofSeconds(42));
            }
            return Optional.of(new InferenceOutcome.Succeeded(List.of(TestImages.png("transparent")), "{}", "{}"));
        });

        HttpResult reply = again.send("POST", GENERATIONS, body(Map.of("background", "transparent")));

        assertThat(reply.status()).as(reply.text()).isEqualTo(429);
        assertThat(reply.header("Retry-After")).isEqualTo("42");
        assertThat(reply.header("x-should-retry")).isNotEqualTo("false");
        assertThat(reply.at("error.type")).isEqualTo("rate_limit_error");
        assertThat((String) reply.at("error.message"))
                .contains("jobs_per_minute is 1", "GET /inferences/", "Idempotency-Key");
        try (EventStreamClient stream = EventStreamClient.open(stream(Map.of("background", "transparent")))) {
            Awaitility.await().until(stream::hasEnded);
            assertThat(stream.received())
                    .singleElement()
                    .satisfies(error -> assertThat(error.data()).contains("jobs_per_minute is 1"));
        }
        made.set(0);
        reached.set(false);
        reply = again.send("POST", GENERATIONS, body(Map.of("background", "transparent")));
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(new String(decoded(reply, 0), UTF_8)).isEqualTo("transparent");
        assertThat(made).hasValue(0);
    }

    @Test
    void aQueueThatIsFullMeanwhileIsAnsweredAsAtFirst() throws IOException {
        Http again = client.with("Idempotency-Key", UUID.randomUUID().toString());
        String request = body(Map.of("background", "transparent", "n", 2));
        AtomicReference<TaskType> full = new AtomicReference<>(TaskType.TXT2IMG);
        AtomicInteger made = new AtomicInteger();
        server.atelier.backend.answer(job -> {
            if (job.taskType() == full.get()) {
                throw new CapacityExceededException("the queue is full");
            }
            if (job.taskType() == TaskType.REMBG) {
                return Optional.of(new InferenceOutcome.Succeeded(List.of(TestImages.png("transparent")), "{}", "{}"));
            }
            made.incrementAndGet();
            return Optional.of(
                    new InferenceOutcome.Succeeded(List.of(new SampleImage(png), new SampleImage(png)), "{}", "{}"));
        });
        HttpResult atFirst = again.send("POST", GENERATIONS, request);
        full.set(TaskType.REMBG);
        int jobs = jobs().size();
        long removals = removals();

        HttpResult reply = again.send("POST", GENERATIONS, request);

        assertThat(reply.status()).as(reply.text()).isEqualTo(429).isEqualTo(atFirst.status());
        for (String header : List.of("Retry-After", "Content-Type")) {
            assertThat(reply.header(header)).isNotNull().isEqualTo(atFirst.header(header));
        }
        assertThat(reply.header("x-should-retry")).isNotEqualTo("false");
        assertThat(reply.at("error.type")).isEqualTo("rate_limit_error").isEqualTo(atFirst.at("error.type"));
        assertThat(reply.at("error.code")).isEqualTo(atFirst.at("error.code"));
        assertThat((String) reply.at("error.message"))
                .contains("the queue is full", "GET /inferences/", "Idempotency-Key");
        // The job that made the images is complete; of the one that was refused nothing is left.
        assertThat(jobs()).hasSize(jobs + 1);
        assertThat(removals()).isEqualTo(removals);
        try (EventStreamClient stream = EventStreamClient.open(stream(Map.of("background", "transparent")))) {
            Awaitility.await().until(stream::hasEnded);
            assertThat(stream.received())
                    .singleElement()
                    .satisfies(error -> assertThat(error.data()).contains("the queue is full"));
        }
        full.set(null);
        made.set(0);
        reply = again.send("POST", GENERATIONS, request);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(new String(decoded(reply, 1), UTF_8)).isEqualTo("transparent");
        assertThat(made).hasValue(0);
    }

    private static List<InferenceJob> jobs() {
        return server.atelier
                .jobs
                .page(Optional.empty(), Optional.empty(), Optional.empty(), 1000)
                .items();
    }

    private static long removals() {
        return jobs().stream().filter(job -> job.taskType() == TaskType.REMBG).count();
    }

    private static int alpha(BufferedImage image, int x, int y) {
        return image.getRGB(x, y) >>> 24;
    }

    private static void removesBackgroundsWith(InferenceOutcome outcome) {
        server.atelier.backend.answer(job -> Optional.of(
                job.taskType() == TaskType.REMBG
                        ? outcome
                        : new InferenceOutcome.Succeeded(List.of(new SampleImage(png)), "{}", "{}")));
    }

    private static Map<String, Object> payload(InferenceJob job) {
        try {
            return TestJson.object(server.atelier.read(job.payload()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void answer(InferenceOutcome.Image... images) {
        server.atelier.backend.answer(job -> Optional.of(new InferenceOutcome.Succeeded(List.of(images), "{}", "{}")));
    }

    private static HttpResult generate(Map<String, Object> request) {
        HttpResult reply = send(request);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply;
    }

    private static HttpResult send(Map<String, Object> request) {
        return client.send("POST", GENERATIONS, body(request));
    }

    private static HttpRequest.Builder stream(Map<String, Object> request) {
        Map<String, Object> streamed = new HashMap<>(request);
        streamed.put("stream", true);
        return HttpRequest.newBuilder(URI.create(server.uri() + GENERATIONS))
                .header("Authorization", "Bearer " + RestServer.KEY)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body(streamed)));
    }

    private static String body(Map<String, Object> request) {
        Map<String, Object> body = new HashMap<>(Map.of("prompt", "x", "model", "panda"));
        body.putAll(request);
        return TestJson.write(body);
    }

    private static byte[] decoded(HttpResult reply, int image) {
        return Base64.getDecoder().decode((String) reply.at("data." + image + ".b64_json"));
    }

    /** Noise, which compresses badly, with a transparent corner. */
    private static byte[] png() throws IOException {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_ARGB);
        Random noise = new Random(14);
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            boolean corner = i % WIDTH < 16 && i / WIDTH < 16;
            image.setRGB(i % WIDTH, i / WIDTH, corner ? 0 : noise.nextInt() | 0xFF000000);
        }
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        ImageIO.write(image, "png", content);
        return content.toByteArray();
    }
}
