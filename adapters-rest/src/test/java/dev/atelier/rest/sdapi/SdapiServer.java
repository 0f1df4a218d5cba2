package dev.atelier.rest.sdapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.access.PasswordHasher;
import dev.atelier.application.compute.NodeCapabilities;
import dev.atelier.application.inference.InferenceOutcome;
import dev.atelier.application.testing.TestCheckpoints;
import dev.atelier.application.testing.TestEndpoints;
import dev.atelier.domain.access.Password;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.checkpoint.ModelHashes;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.rest.testing.Http;
import dev.atelier.rest.testing.HttpResult;
import dev.atelier.rest.testing.RestServer;
import dev.atelier.rest.testing.TestJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/** A server with a model, an endpoint, and the users ann and bob, and clients of WebUI. */
final class SdapiServer implements AutoCloseable {

    static final String CHECKPOINT = "v1-5-pruned-emaonly.safetensors";
    static final String SHA256 = "6ce0161689b3853acaa03779ec93eafe75a02f4ced659bee03f50797806fa2fa";
    static final String TITLE = CHECKPOINT + " [6ce0161689]";
    static final String OTHER = "Zeta.ckpt";

    /** A node's own words, whose spaces and escapes a client should see unchanged. */
    static final String INFO = "{\"prompt\":  \"caf\u00e9 \\u00e9\", \"seed\": 7, \"all_seeds\": [7]}";

    /** The body of what {@link #begin} sends. */
    static final byte[] BEGUN = "{\"prompt\": \"x\"}".getBytes(StandardCharsets.UTF_8);

    final RestServer rest;

    SdapiServer(Map<String, Object> settings) {
        rest = RestServer.start(settings);
        add(CheckpointType.STABLE_DIFFUSION, CHECKPOINT, SHA256);
        add(CheckpointType.STABLE_DIFFUSION, OTHER, null);
        rest.atelier.add(
                TestCheckpoints.checkpoint().files("hers.safetensors").by("eve").openTo("eve"));
        rest.atelier.add(TestEndpoints.endpoint().realTime().openTo("IT Operator", "ann", "bob"));
        for (String user : List.of("ann", "bob")) {
            rest.addUserHolding(user, "inference:create", "checkpoint:list");
            password(user, "secret-of-" + user);
        }
        succeed();
    }

    /** Adds a model that is open to everyone. */
    void add(CheckpointType type, String file, String sha256) {
        Checkpoint built =
                TestCheckpoints.checkpoint().type(type).files(file).openTo("*").build();
        rest.atelier.checkpoints.add(
                built.withFiles(List.of(built.files().get(0).read(sha256))));
        if (sha256 != null) {
            rest.atelier.checkpoints.hash(built.id(), 0, new ModelHashes(sha256, null, "01234567"));
        }
    }

    private void password(String user, String password) {
        UserName name = new UserName(user);
        rest.atelier.users.save(
                rest.atelier.users.find(name).orElseThrow(),
                rest.bean(PasswordHasher.class).hash(new Password(password)));
    }

    /** From now on jobs end at once with as many images as their payloads ask for. */
    void succeed() {
        rest.atelier.backend.reject(null);
        rest.atelier.backend.answer(job -> Optional.of(result(job)));
    }

    /** From now on jobs stay in progress. */
    void hang() {
        rest.atelier.backend.answer(job -> Optional.empty());
    }

    /** Ends a job as {@link #succeed} would. */
    void end(InferenceJobId id) {
        InferenceJob job = rest.atelier.jobs.find(id).orElseThrow();
        rest.atelier.complete.complete(job, result(job));
    }

    InferenceOutcome.Succeeded result(InferenceJob job) {
        Map<String, Object> payload = payload(job);
        int count = ((Number) payload.getOrDefault("n_iter", 1)).intValue();
        return new InferenceOutcome.Succeeded(
                IntStream.range(0, count)
                        .<InferenceOutcome.Image>mapToObj(i -> new Image(image(i)))
                        .toList(),
                "{\"prompt\": \"as the node read it\", \"save_images\": false}",
                TestJson.write(INFO));
    }

    /** The file of that number. */
    static byte[] image(int number) {
        return ("image " + number + " ".repeat(100_000)).getBytes(StandardCharsets.UTF_8);
    }

    record Image(byte[] content) implements InferenceOutcome.Image {

        @Override
        public InferenceOutcome.Format format() {
            return InferenceOutcome.Format.PNG;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(content);
        }
    }

    /** A client with this in {@code Authorization}. */
    Http with(String user, String secret) {
        return anyone().with(
                        "Authorization",
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString((user + ":" + secret).getBytes(StandardCharsets.UTF_8)));
    }

    Http ann() {
        return with("ann", "secret-of-ann");
    }

    Http bob() {
        return with("bob", "secret-of-bob");
    }

    /** A client without any credential. */
    Http anyone() {
        return rest.keyOnly().without("x-api-key");
    }

    HttpResult generate(Http client, Map<String, Object> request) {
        return client.send("POST", "/sdapi/v1/txt2img", TestJson.write(request));
    }

    InferenceJob newest() {
        var running = rest.atelier.backend.running();
        return rest.atelier.jobs.find(running.get(running.size() - 1)).orElseThrow();
    }

    Map<String, Object> payload(InferenceJob job) {
        try {
            return TestJson.object(rest.atelier.read(job.payload()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a generation that stays in progress, once it is. */
    CompletableFuture<HttpResult> begin(Http client) {
        return begin(client, "txt2img", new String(BEGUN, StandardCharsets.UTF_8));
    }

    /** As above, with another body. */
    CompletableFuture<HttpResult> begin(Http client, String task, String body) {
        int before = rest.atelier.backend.running().size();
        CompletableFuture<HttpResult> reply =
                client.sendAsync("POST", "/sdapi/v1/" + task, body.getBytes(StandardCharsets.UTF_8));
        Awaitility.await()
                .pollInterval(Duration.ofMillis(5))
                .until(() -> reply.isDone() || rest.atelier.backend.running().size() > before);
        assertThat(reply).isNotDone();
        rest.atelier.clock.pass(Duration.ofMillis(1));
        return reply;
    }

    /** From now on nodes offer some of everything. */
    void offer() {
        rest.atelier.backend.offers(new NodeCapabilities.Offer(
                List.of(
                        new NodeCapabilities.Sampler("Euler a", List.of("k_euler_a"), Map.of("scheduler", "karras")),
                        new NodeCapabilities.Sampler("DPM++ 2M", List.of(), Map.of())),
                List.of(new NodeCapabilities.Scheduler("sgm_uniform", "SGM Uniform", List.of())),
                List.of(new NodeCapabilities.Upscaler("ESRGAN_4x", Optional.empty(), 4)),
                List.of("Latent"),
                List.of("CodeFormer"),
                Map.of("txt2img", List.of("controlnet", "secret script"), "img2img", List.of("controlnet")),
                Optional.of(new NodeCapabilities.ControlNet(3, 5, List.of("none", "canny"), Map.of())),
                List.of(
                        new NodeCapabilities.Memory(Optional.empty(), Optional.of(new NodeCapabilities.Space(1, 10))),
                        new NodeCapabilities.Memory(
                                Optional.of(new NodeCapabilities.Space(3, 30)),
                                Optional.of(new NodeCapabilities.Space(5, 20))))));
    }

    @Override
    public void close() {
        rest.close();
    }
}
