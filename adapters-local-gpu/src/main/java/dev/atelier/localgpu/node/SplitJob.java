package dev.atelier.localgpu.node;

import dev.atelier.application.compute.JobProgress;
import dev.atelier.application.inference.InferenceQueue.Claim;
import dev.atelier.localgpu.webui.GenerationResult;
import dev.atelier.localgpu.webui.RunningTasks;
import dev.atelier.localgpu.webui.payload.IterationPart;
import dev.atelier.localgpu.webui.payload.PartChooser;
import dev.atelier.localgpu.webui.wire.NodeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt at a job on its own node, which idle nodes help if the job can be divided: each makes some of its iterations, in one
 * request. What a helper does not deliver its own node makes afterwards; a failure there is that of the attempt. Thread-safe.
 */
final class SplitJob {

    private static final Logger LOG = LoggerFactory.getLogger(SplitJob.class);

    /** WebUI draws seeds below this. */
    private static final long SEEDS = 0xffff_fffeL;

    private final Claim claim;
    private final String task;
    private final GpuNode gpuNode;
    private final Function<PartChooser, CompletableFuture<GenerationResult>> generator;
    private final IdleNodes idleNodes;
    private final Instant began = Instant.now();
    private final long beganNanos = System.nanoTime();
    private final CompletableFuture<GenerationResult> own = new CompletableFuture<>();
    private final CompletableFuture<GenerationResult> whole = new CompletableFuture<>();
    /** The last request to the own node so far; the next one waits for its end. */
    private CompletableFuture<GenerationResult> last = own;

    private volatile List<JobPart> parts = List.of();
    private volatile boolean cutShort;
    private volatile boolean abandoned;

    /** @param generator generates on the job's own node */
    SplitJob(
            Claim claim,
            String task,
            GpuNode gpuNode,
            Function<PartChooser, CompletableFuture<GenerationResult>> generator,
            IdleNodes idleNodes) {
        this.claim = claim;
        this.task = task;
        this.gpuNode = gpuNode;
        this.generator = generator;
        this.idleNodes = idleNodes;
    }

    /** The task id of all its requests, which go to different nodes or follow each other. */
    String task() {
        return task;
    }

    /** Called once. The future completes with all images, in order; its result has to be closed. */
    CompletableFuture<GenerationResult> generate() {
        own.whenComplete((result, failure) -> ownEnded(result));
        failWholeWith(own);
        whole.whenComplete((result, failure) -> {
            gpuNode.attempts().setSplit(Optional.empty());
            if (failure != null) {
                dropParts();
            }
        });
        forward(generator.apply(this::choose), own);
        return whole;
    }

    private Optional<IterationPart> choose(int iterations) {
        List<Loan> loans = iterations < 2 ? List.of() : idleNodes.borrow(claim, iterations - 1);
        if (loans.isEmpty()) {
            return Optional.empty();
        }
        LOG.debug("Inference {} is divided between {} GPU nodes", claim.job(), loans.size() + 1);
        long seed = ThreadLocalRandom.current().nextLong(SEEDS);
        long subseed = ThreadLocalRandom.current().nextLong(SEEDS);
        int nodes = loans.size() + 1;
        List<JobPart> all = new ArrayList<>();
        int first = 0;
        for (int i = 0; i < nodes; i++) {
            int count = iterations / nodes + (i < iterations % nodes ? 1 : 0);
            IterationPart part = new IterationPart(first, count, seed, subseed);
            all.add(i == 0 ? new JobPart(part, gpuNode, own) : begin(loans.get(i - 1), part));
            first += count;
        }
        parts = List.copyOf(all);
        gpuNode.attempts().setSplit(Optional.of(this));
        if (whole.isDone()) {
            gpuNode.attempts().setSplit(Optional.empty());
            dropParts();
        }
        return Optional.of(all.get(0).iterations());
    }

    private JobPart begin(Loan loan, IterationPart part) {
        CompletableFuture<GenerationResult> result = loan.generate(task, part, () -> !abandoned)
                .exceptionallyCompose(failure -> {
                    LOG.info(
                            "GPU node {} failed at a part of inference {} ({}); node {} makes it",
                            loan.gpuNode().name(),
                            claim.job(),
                            NodeException.of(failure).getMessage(),
                            gpuNode.name());
                    return makeHere(part);
                });
        failWholeWith(result);
        return new JobPart(part, loan.gpuNode(), result);
    }

    private synchronized CompletableFuture<GenerationResult> makeHere(IterationPart part) {
        last = last.thenCompose(before -> {
            if (cutShort) {
                return CompletableFuture.completedFuture(null);
            }
            if (abandoned) {
                return CompletableFuture.failedFuture(new CancellationException("the attempt was abandoned"));
            }
            return isOverdue()
                    ? CompletableFuture.failedFuture(overdue())
                    : generator.apply(iterations -> Optional.of(part));
        });
        return last;
    }

    private boolean isOverdue() {
        return System.nanoTime() - beganNanos >= idleNodes.timeout().toNanos();
    }

    private NodeException overdue() {
        return NodeException.broken(
                "The job took longer than " + idleNodes.timeout().toSeconds() + " s");
    }

    private void ownEnded(GenerationResult result) {
        if (result == null) {
            return; // it failed
        }
        List<JobPart> all = parts;
        if (all.isEmpty()) {
            complete(result);
            return;
        }
        CompletableFuture<Void> joined = CompletableFuture.allOf(
                        all.stream().map(JobPart::result).toArray(CompletableFuture<?>[]::new))
                .thenRun(() -> join(all));
        failWholeWith(joined);
    }

    private void join(List<JobPart> all) {
        GenerationResult joined = GenerationResult.join(all.stream()
                .map(part -> part.result().join())
                .filter(Objects::nonNull)
                .toList());
        if (joined.isExact() || cutShort || abandoned) {
            complete(joined);
            return;
        }
        LOG.info("The parts of inference {} have other images than those requested; it is made whole", claim.job());
        joined.close();
        parts = List.of();
        gpuNode.attempts().setSplit(Optional.empty());
        if (isOverdue()) {
            whole.completeExceptionally(overdue());
        } else {
            forward(generator.apply(PartChooser.WHOLE), whole);
        }
    }

    private void complete(GenerationResult result) {
        if (!whole.complete(result)) {
            result.close();
        }
    }

    private void failWholeWith(CompletableFuture<?> part) {
        part.whenComplete((result, failure) -> {
            if (failure != null) {
                whole.completeExceptionally(failure);
            }
        });
    }

    private static void forward(CompletableFuture<GenerationResult> from, CompletableFuture<GenerationResult> to) {
        from.whenComplete((result, failure) -> {
            if (failure != null) {
                to.completeExceptionally(failure);
            } else if (!to.complete(result)) {
                result.close();
            }
        });
    }

    /** After the attempt has failed: the other nodes are to be free again soon. */
    private void dropParts() {
        abandoned = true;
        parts.forEach(part -> part.result().thenAccept(result -> {
            if (result != null) {
                result.close();
            }
        }));
        interrupt();
        interruptUntilDone();
    }

    /** Nothing more is begun from now on. */
    void abandon() {
        abandoned = true;
    }

    /** Interrupts what is known to run now; false if that is nothing. */
    boolean interrupt() {
        return nodes().map(this::interruptOn).reduce(false, Boolean::logicalOr);
    }

    private boolean interruptOn(GpuNode node) {
        RunningTasks running = node.webUi().running();
        return running.find(task).filter(running::interrupt).isPresent();
    }

    /** Ends the job early with the images that there are; false, with nothing changed, if nothing is known to run now. */
    boolean cutShort() {
        boolean interrupted = false;
        for (GpuNode node : nodes().toList()) {
            if (interruptOn(node)) {
                interrupted = true;
                cutShort = true; // at once: other nodes may take long to answer, and parts end meanwhile
            }
        }
        if (interrupted) {
            interruptUntilDone(); // parts that load a model, or have not been recognized yet
        }
        return interrupted;
    }

    private void interruptUntilDone() {
        if (!parts.stream().allMatch(part -> part.result().isDone())) {
            idleNodes.later(() -> {
                interrupt();
                interruptUntilDone();
            });
        }
    }

    private Stream<GpuNode> nodes() {
        return Stream.concat(Stream.of(gpuNode), parts.stream().map(JobPart::gpuNode))
                .distinct();
    }

    /** The first of its nodes that runs a request now. */
    Optional<GpuNode> firstRunning() {
        return nodes().filter(node -> node.webUi().running().find(task).isPresent())
                .findFirst();
    }

    /** How far all parts are together. */
    JobProgress.Running progress() {
        return new JobProgress.Running(Optional.of(gpuNode.name()), Optional.of(began), JobPart.sampling(parts, task));
    }
}
