package dev.atelier.localgpu.node;

import dev.atelier.application.inference.InferenceOutcome.Failed;
import dev.atelier.application.inference.InferenceQueue.Claim;
import dev.atelier.application.inference.InferenceQueue.Retry;
import dev.atelier.domain.InsufficientStorageException;
import dev.atelier.localgpu.checkpoint.ModelInstallException;
import dev.atelier.localgpu.webui.wire.NodeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides after a failed attempt whether to retry or fail the job, and whether to quarantine the node. Thread-safe. */
final class JobFailureHandler {

    private static final Logger LOG = LoggerFactory.getLogger(JobFailureHandler.class);

    private final GpuNode gpuNode;
    private final NodeAvailability availability;
    private final JobLeases leases;
    private final JobRetries retries;
    private final JobExecutionConfiguration settings;

    JobFailureHandler(
            GpuNode gpuNode,
            NodeAvailability availability,
            JobLeases leases,
            JobRetries retries,
            JobExecutionConfiguration settings) {
        this.gpuNode = gpuNode;
        this.availability = availability;
        this.leases = leases;
        this.retries = retries;
        this.settings = settings;
    }

    /** Handles the failure of an attempt. */
    void failed(Claim claim, RuntimeException failed) {
        Throwable cause = cause(failed);
        if (cause instanceof NodeException failure) {
            onNodeException(claim, failure);
        } else if (cause instanceof ModelInstallException rejection) {
            LOG.warn("Inference {} cannot run on GPU node {}: {}", claim.job(), gpuNode.name(), cause.getMessage());
            notInstalled(claim, rejection);
        } else if (cause instanceof IOException
                || cause instanceof UncheckedIOException
                || cause instanceof InsufficientStorageException) {
            LOG.error("A file of inference {} could not be read or written; the attempt failed", claim.job(), cause);
            retries.retryOrFail(claim, AttemptFailure.LOCAL_FILE, inPlace(claim));
        } else {
            LOG.error("Inference {} failed unexpectedly", claim.job(), cause);
            retries.retryOrFail(claim, AttemptFailure.UNEXPECTED, inPlace(claim));
        }
    }

    /** Unwraps completion exceptions. */
    static Throwable cause(RuntimeException failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private void onNodeException(Claim claim, NodeException failure) {
        Failed reason = AttemptFailure.of(failure);
        switch (failure.kind()) {
            case REJECTED -> retries.fail(claim, reason);
            case JOB_REFUSED -> failedItself(claim, failure, 1);
            case JOB_ERROR -> failedItself(claim, failure, settings.attempts());
            case OUT_OF_MEMORY -> didNotFit(claim, reason);
            case MODEL_MISSING -> lacking(claim, failure);
            case WRONG_MODEL -> usedAnother(claim, failure);
            case LOCAL -> {
                LOG.error("A file of inference {} could not be read or written", claim.job(), failure);
                retries.retryOrFail(claim, AttemptFailure.LOCAL_FILE, inPlace(claim));
            }
            case SILENT, GPU_ERROR -> nodeFailed(claim, failure, inPlace(claim));
            case BROKEN, UNREACHABLE -> onBrokenCall(claim, failure);
        }
    }

    /** The node may be down, or it dropped this one request: a node that answers its probe is healthy. */
    private void onBrokenCall(Claim claim, NodeException failure) {
        if (answersProbe(claim)) {
            failedItself(claim, failure, settings.attempts());
        } else {
            Retry retry = inPlace(claim);
            boolean sent = failure.kind() != NodeException.Kind.UNREACHABLE;
            nodeFailed(claim, failure, sent ? retry : retry.uncounted());
        }
    }

    private void nodeFailed(Claim claim, NodeException failure, Retry retry) {
        gpuNode.health().failed(failure);
        retries.retryOrFail(claim, AttemptFailure.of(failure), retry);
    }

    /**
     * The node is fine, so it is the job that failed: another node is asked for its opinion, which is final. On a single node
     * it is repeated here.
     *
     * @param attempts how many there may be
     */
    private void failedItself(Claim claim, NodeException failure, int attempts) {
        Failed reason = AttemptFailure.of(failure);
        if (claim.failed() && !others(claim.excluded()).isEmpty()) {
            retries.fail(claim, reason);
        } else if (hasHealthyOther(claim)) {
            retries.retryOrFail(claim, reason, behind(claim).elsewhere());
        } else if (attempts == 1) {
            retries.fail(claim, reason);
        } else {
            retries.retryOrFail(claim, reason, behind(claim));
        }
    }

    /** Another node may have more memory, so the opinions of two of them are not final. */
    private void didNotFit(Claim claim, Failed reason) {
        Retry retry = behind(claim);
        retries.retryOrFail(claim, reason, hasHealthyOther(claim) ? retry.elsewhere() : retry);
    }

    /** Not tried here again. What no node has fails at once, except a checkpoint, which may come back. */
    private void lacking(Claim claim, NodeException failure) {
        Failed reason = AttemptFailure.of(failure);
        if (!answersProbe(claim)) {
            nodeFailed(claim, failure, inPlace(claim).uncounted());
        } else if (checkpointHasVanished(claim)) {
            retries.retryOrFail(claim, reason, inPlace(claim).uncounted());
        } else if (hasOther(claim)) {
            retries.retryOrFail(claim, reason, inPlace(claim).elsewhere().uncounted());
        } else {
            retries.fail(claim, reason);
        }
    }

    private void usedAnother(Claim claim, NodeException failure) {
        if (answersProbe(claim) && checkpointHasVanished(claim)) {
            retries.retryOrFail(
                    claim, AttemptFailure.of(failure), inPlace(claim).uncounted());
        } else {
            failedItself(claim, failure, settings.attempts());
        }
    }

    private void notInstalled(Claim claim, ModelInstallException rejection) {
        Retry retry = inPlace(claim);
        Failed reason = AttemptFailure.of(rejection);
        switch (rejection.scope()) {
            case MODEL -> retries.fail(claim, reason);
            case MOMENT -> retries.retryOrFail(claim, reason, retry);
            case NODE -> {
                if (hasOther(claim)) {
                    retries.retryOrFail(claim, reason, retry.elsewhere().uncounted());
                } else {
                    retries.fail(claim, reason);
                }
            }
        }
    }

    /** Whether the node does not list the job's checkpoint any more. */
    private boolean checkpointHasVanished(Claim claim) {
        return claim.inference()
                .checkpoint()
                .filter(model -> !gpuNode.mayHave(model.name(), model.isStored()))
                .isPresent();
    }

    /** Whether the node answers, with its models. */
    private boolean answersProbe(Claim claim) {
        leases.renewForProbe(claim);
        try {
            gpuNode.list();
            return true;
        } catch (NodeException e) {
            LOG.debug("GPU node {} does not answer its probe", gpuNode.name(), e);
            return false;
        }
    }

    private boolean hasOther(Claim claim) {
        return candidates(claim).findAny().isPresent();
    }

    private boolean hasHealthyOther(Claim claim) {
        return candidates(claim).anyMatch(other -> other.condition().healthy() && !other.drained());
    }

    /** The other nodes that may run the job. */
    private Stream<GpuNode> candidates(Claim claim) {
        return availability.candidates(NodeAvailability.Requirement.of(claim.inference()), claim.excluded()).stream()
                .filter(other -> other != gpuNode);
    }

    private Set<String> others(Set<String> nodes) {
        return nodes.stream().filter(name -> !name.equals(gpuNode.name())).collect(Collectors.toSet());
    }

    private Retry inPlace(Claim claim) {
        return Retry.inPlace(pause(claim));
    }

    private Retry behind(Claim claim) {
        return Retry.behind(pause(claim));
    }

    private Duration pause(Claim claim) {
        return settings.retryPause().multipliedBy(claim.attempt());
    }
}
