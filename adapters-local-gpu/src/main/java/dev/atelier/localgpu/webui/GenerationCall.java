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

/** One order on its way: what is sent for it, and what is made of the answer. */
final class GenerationCall {

    private static final Logger LOG = LoggerFactory.getLogger(GenerationCall.class);

    private final GenerationRequest order;
    private final ModelListCache known;
    private final WebUiApi questions;
    private final NodeIdleCheck nodeIdleCheck;
    private final TemporaryDirectory temporaryDirectory;
    private String parameters;

    GenerationCall(
            GenerationRequest order,
            ModelListCache known,
            WebUiApi questions,
            NodeIdleCheck nodeIdleCheck,
            TemporaryDirectory temporaryDirectory) {
        this.order = order;
        this.known = known;
        this.questions = questions;
        this.nodeIdleCheck = nodeIdleCheck;
        this.temporaryDirectory = temporaryDirectory;
    }

    /** Checks what can be checked before, and completes the request. */
    HttpRequest prepare(NodeHttpClient connection) throws NodeException {
        GenerationPayload generationPayload = GenerationPayload.read(order, temporaryDirectory);
        requireUnits(generationPayload.prepare(known.requireAll(order.models())));
        Path body = write(generationPayload.json());
        parameters = JsonAbbreviator.of(generationPayload.json());
        try {
            return connection
                    .request(path())
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofFile(body))
                    .build();
        } catch (FileNotFoundException e) {
            throw new NodeException(NodeException.Kind.BROKEN, "A temporary file is gone", e);
        }
    }

    private String path() {
        return order.task() == TaskType.REMBG
                ? "/rembg"
                : "/sdapi/v1/" + order.task().word();
    }

    private void requireUnits(int units) throws NodeException {
        if (units > 0) {
            Optional<Integer> most = questions.controlNetUnits();
            if (most.isPresent() && most.get() < units) {
                throw NodeException.rejected(
                        "The payload has " + units + " ControlNet units; the node takes " + most.get());
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

    /** Makes a painting of the answer, or tells why there is none. */
    GenerationResult read(int status, InputStream body, RunningTask task) throws IOException, NodeException {
        task.answered();
        boolean done = false;
        try {
            if (status != 200) {
                throw ErrorResponseMapper.read(path(), status, body);
            }
            GenerationResult generationResult = generation(body, task);
            done = true;
            return generationResult;
        } finally {
            if (!done) {
                temporaryDirectory.close();
            }
        }
    }

    private GenerationResult generation(InputStream body, RunningTask task) throws IOException, NodeException {
        GenerationResponse answer = GenerationResponse.read(order.task(), body, temporaryDirectory);
        if (order.task().needsCheckpoint()) {
            checkModel(answer.info());
            requireUninterrupted(answer.info(), task);
        }
        Files.deleteIfExists(temporaryDirectory.file("request.json"));
        return new GenerationResult(answer.outcome(parameters), temporaryDirectory);
    }

    private void checkModel(GenerationInfo info) throws NodeException {
        var asked = order.first(CheckpointType.STABLE_DIFFUSION);
        if (asked.isPresent()) {
            new UsedModelVerifier(asked.get(), known, questions).check(info);
        }
    }

    /** An interrupted job is answered like any other, with a picture half done; only the node's state tells. */
    private void requireUninterrupted(GenerationInfo info, RunningTask task) throws NodeException {
        if (info.jobTimestamp().isBlank() || task.wasInterruptedByUs()) {
            return;
        }
        boolean cutShort = progress()
                .filter(seen -> seen.jobTimestamp().equals(info.jobTimestamp()))
                .filter(seen -> seen.interrupted() || seen.skipped())
                .isPresent();
        if (cutShort) {
            throw NodeException.broken("The job was interrupted on the node by somebody else");
        }
    }

    /** A picture is not lost because the node is too slow to tell of it. */
    private Optional<Progress> progress() {
        try {
            Optional<Progress> progress = questions.progress();
            progress.ifPresent(nodeIdleCheck::record);
            return progress;
        } catch (NodeException e) {
            LOG.debug("A node does not tell whether a job was interrupted; its pictures are taken as they are", e);
            return Optional.empty();
        }
    }
}
