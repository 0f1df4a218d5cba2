package dev.atelier.sagemaker.inference;

import dev.atelier.application.compute.ComputeBackendException;
import dev.atelier.application.inference.InferenceOutcome;
import dev.atelier.application.inference.RemoteInvocationRepository.OutputLocation;
import dev.atelier.application.storage.StoredFile;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.domain.inference.InferenceJobStatus;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings jobs to their end, whoever told of it: a notification, a poll, or the endpoint's own answer. Telling it twice, or
 * of a job that has ended or was removed, changes nothing. What the job had in the bucket on its way goes with it.
 */
public final class InferenceCompletionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(InferenceCompletionHandler.class);
    private static final long MAX_BYTES = 2L << 30;
    private static final int MAX_REASON_BYTES = 8 << 10;

    private final InferencePorts ports;
    private final Path spool;

    public InferenceCompletionHandler(InferencePorts ports, InferenceTimeouts settings) {
        this.ports = ports;
        this.spool = settings.spool();
    }

    /**
     * An Async endpoint has put its answer there.
     *
     * @throws ComputeBackendException when it could not be read or its pictures could not be stored for the moment
     */
    public void answered(InferenceJobId id, StorageUri place) {
        Optional<InferenceJob> job = inProgress(id);
        if (job.isPresent()) {
            end(job.get(), place);
        }
        if (isAnswer(place)) {
            ports.store().deleteQuietly(place); // also when nobody waits for it any more
        }
    }

    /** The job cannot succeed any more; the reason is for the client to read. */
    public void failed(InferenceJobId id, String reason) {
        inProgress(id).ifPresent(job -> fail(job, reason));
    }

    /**
     * AWS says that an Async endpoint has failed. Its words are for the log; the container's own lie where they were
     * promised.
     *
     * @throws ComputeBackendException when these could not be read for the moment
     */
    public void reportedFailed(InferenceJobId id, String words) {
        inProgress(id).ifPresent(job -> {
            LOG.warn(
                    "Inference {} has failed; AWS reports: {}",
                    id,
                    TextSanitizer.shortened(words, FailureMessages.MAX_LENGTH));
            Optional<StorageUri> place =
                    promise(id).flatMap(OutputLocation::failure).filter(this::exists);
            place.ifPresentOrElse(said -> failedAt(job, said), () -> fail(job, FailureMessages.ofReport(words)));
        });
    }

    /** As {@link #failed(InferenceJobId, String)}, the reason being what the endpoint has put there. */
    void failedAt(InferenceJob job, StorageUri place) {
        fail(job, "the endpoint reports: " + reasonAt(place));
        ports.store().deleteQuietly(place);
    }

    void fail(InferenceJob job, String reason) {
        end(job, new InferenceOutcome.Failed(reason));
    }

    /** Reads what an endpoint has answered, and closes it. */
    void answered(InferenceJob job, InputStream answer) throws IOException {
        try (answer;
                CallDirectory callDirectory = CallDirectory.below(spool)) {
            Path file = callDirectory.file("answer.json");
            Files.copy(answer, file);
            end(job, EndpointResponseMapper.read(job.taskType(), file, callDirectory));
        }
    }

    private void end(InferenceJob job, StorageUri place) {
        if (!isAnswer(place)) {
            fail(job, "the endpoint's answer is not among the answers of endpoints");
            return;
        }
        try {
            Optional<StoredFile> answer = ports.store().find(place);
            if (answer.isEmpty()) {
                fail(job, "the endpoint's answer is not where the endpoint said it is");
            } else if (answer.get().size() > MAX_BYTES) {
                fail(job, "the endpoint's answer has " + answer.get().size() + " bytes; allowed is " + MAX_BYTES);
            } else {
                answered(job, ports.store().open(place));
            }
        } catch (IOException e) {
            throw new ComputeBackendException("the answer for inference " + job.id() + " could not be read", e);
        }
    }

    private void end(InferenceJob job, InferenceOutcome outcome) {
        // The invocation goes with the end; what it knows is needed after that.
        Optional<OutputLocation> promise = promise(job.id());
        ports.complete().complete(job, outcome);
        ports.store().deleteQuietly(ports.layout().invocation(job.id()));
        ports.store().deleteQuietly(ports.layout().checkedPayload(job.id()));
        promise.map(OutputLocation::result).ifPresent(ports.store()::deleteQuietly);
        promise.flatMap(OutputLocation::failure).ifPresent(ports.store()::deleteQuietly);
    }

    private Optional<OutputLocation> promise(InferenceJobId id) {
        return ports.invocations().find(id).flatMap(found -> found.promise());
    }

    boolean exists(StorageUri place) {
        try {
            return ports.store().find(place).isPresent();
        } catch (IOException e) {
            throw new ComputeBackendException("whether there is a file at " + place + " could not be found out", e);
        }
    }

    /** A place may have come with a message, and nothing else of the bucket is its business. */
    private boolean isAnswer(StorageUri place) {
        return place.toString().startsWith(ports.layout().invocationOutputs() + "/");
    }

    private String reasonAt(StorageUri place) {
        try (InputStream in = ports.store().open(place)) {
            String words = new String(in.readNBytes(MAX_REASON_BYTES), StandardCharsets.UTF_8);
            return FailureMessages.ofContainer(words);
        } catch (IOException e) {
            throw new ComputeBackendException("why an endpoint failed could not be read at " + place, e);
        }
    }

    private Optional<InferenceJob> inProgress(InferenceJobId id) {
        return ports.jobs().find(id).filter(job -> job.status() == InferenceJobStatus.INPROGRESS);
    }
}
