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
final class PaintTask {

    private static final Logger LOG = LoggerFactory.getLogger(PaintTask.class);

    private final PaintOrder order;
    private final KnownModels known;
    private final NodeQuestions questions;
    private final Rest rest;
    private final Workplace workplace;
    private String parameters;

    PaintTask(PaintOrder order, KnownModels known, NodeQuestions questions, Rest rest, Workplace workplace) {
        this.order = order;
        this.known = known;
        this.questions = questions;
        this.rest = rest;
        this.workplace = workplace;
    }

    /** Checks what can be checked before, and completes the request. */
    HttpRequest prepare(NodeConnection connection) throws NodeFailure {
        Payload payload = Payload.read(order, workplace);
        requireUnits(payload.prepare(known.requireAll(order.models())));
        Path body = write(payload.json());
        parameters = Brief.of(payload.json());
        try {
            return connection
                    .request(path())
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofFile(body))
                    .build();
        } catch (FileNotFoundException e) {
            throw new NodeFailure(NodeFailure.Kind.BROKEN, "A temporary file is gone", e);
        }
    }

    private String path() {
        return order.task() == TaskType.REMBG
                ? "/rembg"
                : "/sdapi/v1/" + order.task().word();
    }

    private void requireUnits(int units) throws NodeFailure {
        if (units > 0) {
            Optional<Integer> most = questions.controlNetUnits();
            if (most.isPresent() && most.get() < units) {
                throw NodeFailure.rejected(
                        "The payload has " + units + " ControlNet units; the node takes " + most.get());
            }
        }
    }

    private Path write(ObjectNode json) throws NodeFailure {
        Path body = workplace.file("request.json");
        try {
            Json.MAPPER.writeValue(body.toFile(), json);
            Files.deleteIfExists(workplace.file("payload.parts"));
            return body;
        } catch (IOException e) {
            throw new NodeFailure(NodeFailure.Kind.BROKEN, "A temporary file could not be written", e);
        }
    }

    /** Makes a painting of the answer, or tells why there is none. */
    Painting read(int status, InputStream body, RunningTask task) throws IOException, NodeFailure {
        task.answered();
        boolean done = false;
        try {
            if (status != 200) {
                throw NodeRefusal.read(path(), status, body);
            }
            Painting painting = painting(body, task);
            done = true;
            return painting;
        } finally {
            if (!done) {
                workplace.close();
            }
        }
    }

    private Painting painting(InputStream body, RunningTask task) throws IOException, NodeFailure {
        PaintAnswer answer = PaintAnswer.read(order.task(), body, workplace);
        if (order.task().needsCheckpoint()) {
            checkModel(answer.info());
            requireUninterrupted(answer.info(), task);
        }
        Files.deleteIfExists(workplace.file("request.json"));
        return new Painting(answer.outcome(parameters), workplace);
    }

    private void checkModel(PaintedInfo info) throws NodeFailure {
        var asked = order.first(CheckpointType.STABLE_DIFFUSION);
        if (asked.isPresent()) {
            new PaintedModel(asked.get(), known, questions).check(info);
        }
    }

    /** An interrupted job is answered like any other, with a picture half done; only the node's state tells. */
    private void requireUninterrupted(PaintedInfo info, RunningTask task) throws NodeFailure {
        if (info.jobTimestamp().isBlank() || task.wasInterruptedByUs()) {
            return;
        }
        boolean cutShort = progress()
                .filter(seen -> seen.jobTimestamp().equals(info.jobTimestamp()))
                .filter(seen -> seen.interrupted() || seen.skipped())
                .isPresent();
        if (cutShort) {
            throw NodeFailure.broken("The job was interrupted on the node by somebody else");
        }
    }

    /** A picture is not lost because the node is too slow to tell of it. */
    private Optional<Progress> progress() {
        try {
            Optional<Progress> progress = questions.progress();
            progress.ifPresent(rest::record);
            return progress;
        } catch (NodeFailure e) {
            LOG.debug("A node does not tell whether a job was interrupted; its pictures are taken as they are", e);
            return Optional.empty();
        }
    }
}
