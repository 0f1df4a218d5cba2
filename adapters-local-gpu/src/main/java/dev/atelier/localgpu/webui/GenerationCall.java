package dev.atelier.localgpu.webui;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.application.inference.InferenceOutcome;
import dev.atelier.application.inference.RequestedImages;
import dev.atelier.application.util.TemporaryDirectory;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.localgpu.webui.payload.GenerationPayload;
import dev.atelier.localgpu.webui.payload.GenerationRequest;
import dev.atelier.localgpu.webui.payload.ImagePortions;
import dev.atelier.localgpu.webui.payload.NodeModelCatalog;
import dev.atelier.localgpu.webui.wire.JsonAbbreviator;
import dev.atelier.localgpu.webui.wire.LenientJson;
import dev.atelier.localgpu.webui.wire.NodeException;
import dev.atelier.localgpu.webui.wire.SpoolingJsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One generation: prepares the HTTP requests and reads the responses. It takes several where the node returns fewer images
 * than requested. Not thread-safe.
 */
final class GenerationCall {

    private static final Logger LOG = LoggerFactory.getLogger(GenerationCall.class);

    /** An error that comes sooner cannot be of generating. */
    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    private final GenerationRequest generation;
    private final ModelListCache modelLists;
    private final WebUiApi api;
    private final NodeIdleCheck nodeIdleCheck;
    private final TemporaryDirectory temporaryDirectory;
    private final Executor threads;
    private final List<InferenceOutcome.Image> images = new ArrayList<>();
    private RequestedImages requested;
    private ImagePortions portions;
    private ObjectNode parameters;
    private GenerationInfo info;
    private boolean cutShort;

    GenerationCall(
            GenerationRequest generation,
            ModelListCache modelLists,
            WebUiApi api,
            NodeIdleCheck nodeIdleCheck,
            TemporaryDirectory temporaryDirectory,
            Executor threads) {
        this.generation = generation;
        this.modelLists = modelLists;
        this.api = api;
        this.nodeIdleCheck = nodeIdleCheck;
        this.temporaryDirectory = temporaryDirectory;
        this.threads = threads;
    }

    /** Validates the payload and adapts it to the node. */
    void prepare() throws NodeException {
        GenerationPayload payload = GenerationPayload.read(generation, temporaryDirectory);
        NodeModelCatalog node = modelLists.requireAll(generation.models());
        requireUnits(payload.prepare(node, temporaryDirectory));
        portions = payload.portions(node);
        requested = portions.requested();
    }

    /** Builds the HTTP request for the images that are missing. */
    HttpRequest request(NodeHttpClient connection) throws NodeException {
        ObjectNode json = generation.task().needsCheckpoint() ? portions.from(images.size()) : portions.all();
        HttpRequest.BodyPublisher body = body(json);
        if (parameters == null) {
            parameters = (ObjectNode) JsonAbbreviator.shortened(json.deepCopy());
        }
        HttpRequest.Builder request = connection
                .request(path())
                .header("Content-Type", "application/json")
                .POST(body);
        generation.span().ifPresent(span -> request.header("traceparent", span.toString()));
        return request.build();
    }

    private String path() {
        return switch (generation.task()) {
            case REMBG -> "/rembg";
            case DETECT -> "/controlnet/detect";
            default -> "/sdapi/v1/" + generation.task().word();
        };
    }

    private void requireUnits(int units) throws NodeException {
        if (units > 0) {
            Optional<Integer> max = api.controlNetUnits();
            if (max.isPresent() && max.get() < units) {
                throw NodeException.rejected(
                        "The payload has " + units + " ControlNet units; the node supports " + max.get());
            }
        }
    }

    /** In a file if it has images. */
    private HttpRequest.BodyPublisher body(ObjectNode json) throws NodeException {
        Path file = temporaryDirectory.file("request.json");
        try {
            if (!SpoolingJsonParser.hasLong(json)) {
                return HttpRequest.BodyPublishers.ofByteArray(LenientJson.MAPPER.writeValueAsBytes(json));
            }
            LenientJson.MAPPER.writeValue(file.toFile(), json);
            return HttpRequest.BodyPublishers.ofFile(file);
        } catch (IOException e) {
            throw NodeException.local("A temporary file could not be written", e);
        }
    }

    /** Whether the node has returned fewer images than requested so far. */
    boolean isIncomplete() {
        return images.size() < requested.count() && !cutShort;
    }

    /**
     * Reads a response; deletes the temporary files unless it is a result.
     *
     * @return all images so far
     */
    GenerationResult read(int status, InputStream body, RunningTask task) throws IOException, NodeException {
        task.answered();
        cutShort = task.wasInterruptedByUs();
        boolean successful = false;
        try {
            if (status != 200) {
                NodeException failure = ErrorResponseMapper.read(path(), status, body);
                throw task.age().compareTo(AT_ONCE) < 0 ? failure.atOnce() : failure;
            }
            // Asked while the response is read, to shorten the pause between two tasks.
            CompletableFuture<Optional<Progress>> state = generation.task().needsCheckpoint()
                    ? CompletableFuture.supplyAsync(this::progress, threads)
                    : CompletableFuture.completedFuture(Optional.empty());
            add(GenerationResponse.read(generation.task(), body, temporaryDirectory, images.size()), task, state);
            successful = true;
            return new GenerationResult(outcome(), info, isExact(), temporaryDirectory);
        } finally {
            if (!successful) {
                temporaryDirectory.close();
            }
        }
    }

    private void add(GenerationResponse response, RunningTask task, CompletableFuture<Optional<Progress>> state)
            throws IOException, NodeException {
        if (generation.task().needsCheckpoint()) {
            checkModel(response.info());
            requireUninterrupted(response.info(), task, state);
        }
        response.parameters().filter(echo -> images.isEmpty()).ifPresent(echo -> parameters = echo);
        info = info == null ? response.info() : info.with(response.info());
        images.addAll(response.images());
        portions.seed(response.info().seed());
        if (isIncomplete() && !generation.task().needsCheckpoint()) {
            throw new NodeException(
                    NodeException.Kind.JOB_ERROR,
                    "The node returned " + images.size() + " of " + requested.count() + " images");
        }
        if (!isIncomplete()) {
            Files.deleteIfExists(temporaryDirectory.file("request.json"));
            Files.deleteIfExists(temporaryDirectory.file("payload.parts"));
        }
    }

    /** Whether there is nothing beside the requested images. */
    private boolean isExact() {
        return images.size() == requested.count() && info.indexOfFirstImage() == 0 && info.isObject();
    }

    private InferenceOutcome.Succeeded outcome() {
        return new InferenceOutcome.Succeeded(images, LenientJson.write(portions.asRequested(parameters)), info.json());
    }

    private void checkModel(GenerationInfo info) throws NodeException {
        var asked = generation.first(CheckpointType.STABLE_DIFFUSION);
        if (asked.isPresent()) {
            new UsedModelVerifier(asked.get(), modelLists, api).check(info);
        }
    }

    /** An interrupted job returns unfinished images with status 200; only the node's state shows the interruption. */
    private static void requireUninterrupted(
            GenerationInfo info, RunningTask task, CompletableFuture<Optional<Progress>> state) throws NodeException {
        if (info.jobTimestamp().isBlank() || task.wasInterruptedByUs()) {
            return;
        }
        boolean interrupted = state.join()
                .filter(seen -> seen.jobTimestamp().equals(info.jobTimestamp()))
                .filter(seen -> seen.interrupted() || seen.skipped())
                .isPresent();
        if (interrupted) {
            throw NodeException.broken("The job was interrupted on the node, not by this service");
        }
    }

    /** Empty on errors: a result is not discarded because the node is slow to report its state. */
    private Optional<Progress> progress() {
        try {
            Optional<Progress> progress = api.progress();
            progress.ifPresent(nodeIdleCheck::record);
            return progress;
        } catch (NodeException e) {
            LOG.debug("The node does not report whether the job was interrupted; its images are accepted", e);
            return Optional.empty();
        }
    }
}
