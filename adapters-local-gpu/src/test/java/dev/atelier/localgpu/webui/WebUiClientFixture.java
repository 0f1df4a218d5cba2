package dev.atelier.localgpu.webui;

import static dev.atelier.application.testing.TestCheckpoints.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.atelier.application.inference.InferenceOutcome;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.TestJobs;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.inference.ModelReference;
import dev.atelier.domain.inference.TaskType;
import dev.atelier.localgpu.testing.SimulatedRequest;
import dev.atelier.localgpu.testing.WebUiSimulator;
import dev.atelier.localgpu.webui.payload.GenerationRequest;
import dev.atelier.localgpu.webui.payload.PayloadCheck;
import dev.atelier.localgpu.webui.payload.PayloadSource;
import dev.atelier.localgpu.webui.wire.NodeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** A simulated node, a client for it, and a temporary folder. */
final class WebUiClientFixture implements AutoCloseable {

    static final WebUiTimeouts TIMEOUTS =
            new WebUiTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(20));

    private static final JsonMapper MAPPER = new JsonMapper();

    final WebUiSimulator node = WebUiSimulator.start();
    final WebUiClient webUiClient;
    final Path tempDir;
    private final List<ModelReference> models = new ArrayList<>();

    WebUiClientFixture(Path tempDir) {
        this(tempDir, TIMEOUTS);
    }

    WebUiClientFixture(Path tempDir, WebUiTimeouts timeouts) {
        this.tempDir = tempDir;
        this.webUiClient = new WebUiClient(node.url(), timeouts);
        with(CheckpointType.STABLE_DIFFUSION, WebUiSimulator.FIRST_MODEL);
    }

    /** The request names this model instead of others of its type. */
    WebUiClientFixture with(CheckpointType type, String name) {
        return with(model(type, name));
    }

    /** The request names this model instead of others of its type. */
    WebUiClientFixture with(ModelReference named) {
        models.removeIf(model -> model.type() == named.type());
        models.add(named);
        return this;
    }

    WebUiClientFixture withWord(CheckpointType type, String word) {
        models.removeIf(model -> model.type() == type);
        models.add(ModelReference.word(type, word));
        return this;
    }

    static ModelReference model(CheckpointType type, String name) {
        StorageUri folder = new StorageUri("bucket", type.word() + "/x");
        return new ModelReference(type, name, new CheckpointId(UUID.randomUUID()), folder.resolve("file"), folder);
    }

    GenerationRequest order(TaskType task, String payload) {
        return order(task, () -> new ByteArrayInputStream(payload.getBytes(StandardCharsets.UTF_8)));
    }

    GenerationRequest order(TaskType task, PayloadSource payload) {
        return new GenerationRequest(
                task, "task-" + UUID.randomUUID(), models, payload, new CheckedByRules(task), tempDir);
    }

    /** As for a user without access to restricted checkpoints. */
    private static final class CheckedByRules implements PayloadCheck {

        private final InMemoryAtelier atelier = new InMemoryAtelier();

        private final TaskType task;

        CheckedByRules(TaskType task) {
            this.task = task;
            atelier.add(checkpoint().files("other.safetensors").openTo("*"));
            atelier.add(checkpoint()
                    .type(CheckpointType.LORA)
                    .files("ink.safetensors")
                    .openTo("*"));
            for (String file : List.of("control_canny.pth", "control_depth.pth", "control_pose.pth")) {
                atelier.add(checkpoint()
                        .type(CheckpointType.CONTROL_NET)
                        .files(file)
                        .openTo("*"));
            }
        }

        @Override
        public void check(Map<String, Object> payload) {
            atelier.check.check(TestJobs.job().task(task).created(), payload);
        }

        @Override
        public Map<String, Set<String>> leftOut(Map<String, Object> payload) {
            return atelier.check.leftOut(payload);
        }

        @Override
        public boolean isOff(String title, Object args) {
            return atelier.rules.isOff(title, args);
        }
    }

    CompletableFuture<GenerationResult> begin(String payload) {
        return webUiClient.generate(order(TaskType.TXT2IMG, payload));
    }

    GenerationResult generate(String payload) {
        return generate(TaskType.TXT2IMG, payload);
    }

    GenerationResult generate(TaskType task, String payload) {
        return join(webUiClient.generate(order(task, payload)));
    }

    static GenerationResult join(CompletableFuture<GenerationResult> generation) {
        try {
            return generation.orTimeout(20, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof TimeoutException) {
                throw new AssertionError("no end in sight", e);
            }
            throw e;
        }
    }

    /** Why the generation with this payload fails. */
    NodeException failure(String payload) {
        return failure(TaskType.TXT2IMG, payload);
    }

    NodeException failure(TaskType task, String payload) {
        return failure(webUiClient.generate(order(task, payload)));
    }

    static NodeException failure(CompletableFuture<GenerationResult> generation) {
        try (GenerationResult unexpected = join(generation)) {
            throw new AssertionError("it succeeded: " + unexpected.outcome());
        } catch (CompletionException e) {
            if (e.getCause() instanceof NodeException failure) {
                return failure;
            }
            throw e;
        }
    }

    /** The last request body at this route. */
    JsonNode sent(String route) {
        List<SimulatedRequest> requests = node.requests("/sdapi/v1/" + route);
        return requests.get(requests.size() - 1).body();
    }

    static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }

    static byte[] bytes(InferenceOutcome.Image image) {
        try (InputStream in = image.open()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The content of the temporary folder. */
    List<Path> leftovers() {
        try (Stream<Path> files = Files.list(tempDir)) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI urlWith(String login, String path) {
        return URI.create("http://" + login + "127.0.0.1:" + node.port() + path);
    }

    @Override
    public void close() {
        webUiClient.close();
        node.close();
    }
}
