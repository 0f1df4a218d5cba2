package dev.atelier.localgpu.node;

import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.ModelReference;
import dev.atelier.localgpu.checkpoint.InUseFiles;
import dev.atelier.localgpu.checkpoint.NodeModelCache;
import dev.atelier.localgpu.webui.GenerationRequest;
import dev.atelier.localgpu.webui.GenerationResult;
import dev.atelier.localgpu.webui.NodeException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/** Runs jobs on a node: installs missing models first, then requests the generation. */
final class NodeJobRunner {

    private final GpuNode gpuNode;
    private final Ports ports;
    private final Path tempDir;
    private final Executor threads;

    /** @param threads for installing models, which may take minutes */
    NodeJobRunner(GpuNode gpuNode, Ports ports, Path tempDir, Executor threads) {
        this.gpuNode = gpuNode;
        this.ports = ports;
        this.tempDir = tempDir;
        this.threads = threads;
    }

    /** Protects the job's models from eviction until closed. */
    InUseFiles.Pin pin(InferenceJob job) {
        return gpuNode.folder().map(folder -> folder.pin(job.models())).orElse(() -> {});
    }

    /** @param wanted false once the result is no longer needed; model installation then stops */
    CompletableFuture<GenerationResult> generate(InferenceJob job, String task, BooleanSupplier wanted) {
        boolean lacksModels = gpuNode.folder()
                .filter(folder -> folder.lacks(job.models(), listed()))
                .isPresent();
        return lacksModels
                ? CompletableFuture.runAsync(() -> install(job, wanted), threads)
                        .thenCompose(installed -> generate(job, task))
                : generate(job, task);
    }

    private CompletableFuture<GenerationResult> generate(InferenceJob job, String task) {
        StorePayloadSource payload = new StorePayloadSource(job, ports);
        // Nodes read side files together with the model, and do not list them.
        List<ModelReference> models =
                job.models().stream().filter(model -> !model.isSideFile()).toList();
        GenerationRequest generation = new GenerationRequest(job.taskType(), task, models, payload, payload, tempDir);
        return gpuNode.webUi()
                .generate(generation)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(
                        payload.failure().<Throwable>map(own -> own).orElse(failure)));
    }

    private void install(InferenceJob job, BooleanSupplier wanted) {
        try {
            NodeModelCache folder = gpuNode.folder().orElseThrow();
            Set<CheckpointType> changed = folder.provide(job.models(), listed(), wanted);
            gpuNode.webUi().refresh(changed);
            gpuNode.list();
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
