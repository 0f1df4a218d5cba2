package dev.atelier.localgpu.webui;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.inference.TaskType;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One generation: prepares the HTTP request and reads the response. */
final class GenerationCall {

    private static final Logger LOG = LoggerFactory.getLogger(GenerationCall.class);

    private final GenerationRequest generation;
    private final ModelListCache modelLists;
    private final WebUiApi api;
    private final NodeIdleCheck nodeIdleCheck;
    private final TemporaryDirectory temporaryDirectory;
    private String parameters;

    GenerationCall(
            GenerationRequest generation,
            ModelListCache modelLists,
            WebUiApi api,
            NodeIdleCheck nodeIdleCheck,
            TemporaryDirectory temporaryDirectory) {
        this.generation = generation;
        this.modelLists = modelLists;
        this.api = api;
        this.nodeIdleCheck = nodeIdleCheck;
        this.temporaryDirectory = temporaryDirectory;
    }

    /** Validates the payload and builds the HTTP request. */
    HttpRequest prepare(NodeHttpClient connection) throws NodeException {
        GenerationPayload generationPayload = GenerationPayload.read(generation, temporaryDirectory);
        requireUnits(generationPayload.prepare(modelLists.requireAll(generation.models())));
        Path body = write(generationPayload.json());
        parameters = JsonAbbreviator.of(generationPayload.json());
        try {
            return connection
                    .request(path())
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofFile(body))
                    .build();
        } catch (FileNotFoundException e) {
            throw new NodeException(NodeException.Kind.BROKEN, "A temporary file is missing", e);
        }
    }

    private String path() {
        return generation.task() == TaskType.REMBG
                ? "/rembg"
                : "/sdapi/v1/" + generation.task().word();
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

    private Path write(ObjectNode json) throws NodeException {
        Path body = temporaryDirectory.file("request.json");
        try {
            LenientJson.MAPPER.writeValue(body.toFile(), json);
            Files.deleteIfExists(temporaryDirectory.file("payload.parts"));
            return body;
        } catch (IOException e) {
            throw new NodeException(NodeException.Kind.BROKEN, "A temporary file could not be written", e);
        }
    }

    /** Reads the response; deletes the temporary files unless there is a result. */
    GenerationResult read(int status, InputStream body, RunningTask task) throws IOException, NodeException {
        task.answered();
        boolean successful = false;
        try {
            if (status != 200) {
                throw ErrorResponseMapper.read(path(), status, body);
            }
            GenerationResult generationResult = result(body, task);
            successful = true;
            return generationResult;
        } finally {
            if (!successful) {
                temporaryDirectory.close();
            }
        }
    }

    private GenerationResult result(InputStream body, RunningTask task) throws IOException, NodeException {
        GenerationResponse response = GenerationResponse.read(generation.task(), body, temporaryDirectory);
        if (generation.task().needsCheckpoint()) {
            checkModel(response.info());
            requireUninterrupted(response.info(), task);
        }
        Files.deleteIfExists(temporaryDirectory.file("request.json"));
        return new GenerationResult(response.outcome(parameters), temporaryDirectory);
    }

    private void checkModel(GenerationInfo info) throws NodeException {
        var asked = generation.first(CheckpointType.STABLE_DIFFUSION);
        if (asked.isPresent()) {
            new UsedModelVerifier(asked.get(), modelLists, api).check(info);
        }
    }

    /** An interrupted job returns unfinished images with status 200; only the node's state shows the interruption. */
    private void requireUninterrupted(GenerationInfo info, RunningTask task) throws NodeException {
        if (info.jobTimestamp().isBlank() || task.wasInterruptedByUs()) {
            return;
        }
        boolean interrupted = progress()
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
