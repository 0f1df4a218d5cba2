package dev.atelier.localgpu.node;

import dev.atelier.application.tracing.Tracer;
import dev.atelier.domain.TraceContext;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.ModelReference;
import dev.atelier.localgpu.checkpoint.InUseFiles;
import dev.atelier.localgpu.checkpoint.NodeModelCache;
import dev.atelier.localgpu.webui.GenerationResult;
import dev.atelier.localgpu.webui.payload.GenerationRequest;
import dev.atelier.localgpu.webui.payload.PartChooser;
import dev.atelier.localgpu.webui.wire.NodeException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/** Runs jobs on a node: installs missing models first, then requests the generation. */
final class NodeJobRunner {

    private final GpuNode gpuNode;
    private final Function<InferenceJob, StorePayloadSource> payloads;
    private final Path tempDir;
    private final Executor threads;

    /** @param threads for installing models, which may take minutes, and for signs of life of the node */
    NodeJobRunner(
            GpuNode gpuNode, Function<InferenceJob, StorePayloadSource> payloads, Path tempDir, Executor threads) {
        this.gpuNode = gpuNode;
        this.payloads = payloads;
        this.tempDir = tempDir;
        this.threads = threads;
    }

    /** Whether the node has the job's checkpoint, and none of its files has to be placed there first. */
    boolean hasModels(InferenceJob job) {
        return job.checkpoint()
                        .filter(model -> gpuNode.checkpoints().contains(model.name()))
                        .isPresent()
                && gpuNode.folder()
                        .filter(folder -> folder.lacks(job.models(), listed()))
                        .isEmpty();
    }

    /** Protects the job's models from eviction until closed. */
    InUseFiles.Pin pin(InferenceJob job) {
        return gpuNode.folder().map(folder -> folder.pin(job.models())).orElse(() -> {});
    }

    /**
     * Completing the future exceptionally ends the call.
     *
     * @param parts chooses which part of the job is generated
     * @param wanted false once the result is no longer needed; model installation then stops
     * @param lost called, before the future fails, when the node shows no sign of life or has forgotten the job
     */
    CompletableFuture<GenerationResult> generate(
            InferenceJob job, String task, PartChooser parts, BooleanSupplier wanted, Consumer<NodeException> lost) {
        boolean lacksModels = gpuNode.folder()
                .filter(folder -> folder.lacks(job.models(), listed()))
                .isPresent();
        Tracer.GenerationSpan span = gpuNode.activity().beginGeneration(job);
        CompletableFuture<GenerationResult> result = new CompletableFuture<>();
        AtomicReference<CompletableFuture<?>> call = new AtomicReference<>(new CompletableFuture<>());
        result.whenComplete((image, failure) -> {
            span.end(Optional.ofNullable(failure).map(NodeJobRunner::word));
            if (failure != null) {
                call.get().cancel(true);
            }
        });
        if (lacksModels) {
            CompletableFuture.runAsync(() -> install(job, wanted), threads)
                    .thenRun(() -> generate(job, task, parts, span.context(), call, result))
                    .whenComplete((begun, failure) -> {
                        if (failure != null) {
                            result.completeExceptionally(failure);
                        }
                    });
        } else {
            generate(job, task, parts, span.context(), call, result);
        }
        // Ends the call, so that its answer is dropped should it come after all.
        new NodeWatch(gpuNode, result, lost.andThen(result::completeExceptionally), threads).begin();
        return result;
    }

    private static String word(Throwable failure) {
        return NodeException.of(failure).kind().name().toLowerCase(Locale.ROOT);
    }

    /**
     * @param span of the generation
     * @param call is set to the call of the node
     * @param result of the call, unless it has failed before: an answer that comes nevertheless is closed
     */
    private void generate(
            InferenceJob job,
            String task,
            PartChooser parts,
            Optional<TraceContext> span,
            AtomicReference<CompletableFuture<?>> call,
            CompletableFuture<GenerationResult> result) {
        StorePayloadSource payload = payloads.apply(job);
        // Nodes read side files together with the model, and do not list them.
        List<ModelReference> models =
                job.models().stream().filter(model -> !model.isSideFile()).toList();
        GenerationRequest generation =
                new GenerationRequest(job.taskType(), task, models, payload, payload, tempDir, parts, span);
        CompletableFuture<GenerationResult> answer = gpuNode.webUi().generate(generation);
        call.set(answer);
        answer.whenComplete((image, failure) -> {
            if (failure != null) {
                result.completeExceptionally(
                        payload.failure().<Throwable>map(own -> own).orElse(failure));
            } else if (!result.complete(image)) {
                image.close();
            }
        });
        if (result.isCompletedExceptionally()) {
            answer.cancel(true);
        }
    }

    private void install(InferenceJob job, BooleanSupplier wanted) {
        try {
            NodeModelCache folder = gpuNode.folder().orElseThrow();
            Set<CheckpointType> changed = folder.provide(job.models(), listed(), wanted);
            gpuNode.webUi().refresh(changed);
            gpuNode.list();
            folder.requireListed(job.models(), listed());
        } catch (IOException | NodeException e) {
            throw new CompletionException(e);
        }
        if (!wanted.getAsBoolean()) {
            throw new CancellationException("inference " + job.id() + " was abandoned");
        }
    }

    private Map<CheckpointType, Set<String>> listed() {
        return gpuNode.models().orElse(Map.of());
    }
}
