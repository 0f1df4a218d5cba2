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

/** Has a node paint a job, and sees to it that the node has the models for it first. */
final class NodeJobRunner {

    private final GpuNode gpuNode;
    private final Ports ports;
    private final Path spool;
    private final Executor threads;

    /** @param threads where models are placed, which may take minutes */
    NodeJobRunner(GpuNode gpuNode, Ports ports, Path spool, Executor threads) {
        this.gpuNode = gpuNode;
        this.ports = ports;
        this.spool = spool;
        this.threads = threads;
    }

    /** Keeps the job's models on the node until closed. */
    InUseFiles.Pin pin(InferenceJob job) {
        return gpuNode.folder().map(folder -> folder.pin(job.models())).orElse(() -> {});
    }

    /** @param wanted becomes false when the picture is of no use any more; models are not placed for it then */
    CompletableFuture<GenerationResult> generate(InferenceJob job, String task, BooleanSupplier wanted) {
        boolean lacksModels = gpuNode.folder()
                .filter(folder -> folder.lacks(job.models(), listed()))
                .isPresent();
        return lacksModels
                ? CompletableFuture.runAsync(() -> place(job, wanted), threads)
                        .thenCompose(placed -> generate(job, task))
                : generate(job, task);
    }

    private CompletableFuture<GenerationResult> generate(InferenceJob job, String task) {
        StorePayloadSource payload = new StorePayloadSource(job, ports);
        // Nodes read side files when they load the model, and do not list them.
        List<ModelReference> models =
                job.models().stream().filter(model -> !model.isSideFile()).toList();
        GenerationRequest order = new GenerationRequest(job.taskType(), task, models, payload, payload, spool);
        return gpuNode.webUi()
                .generate(order)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(
                        payload.failure().<Throwable>map(own -> own).orElse(failure)));
    }

    private void place(InferenceJob job, BooleanSupplier wanted) {
        try {
            NodeModelCache folder = gpuNode.folder().orElseThrow();
            Set<CheckpointType> changed = folder.provide(job.models(), listed(), wanted);
            gpuNode.webUi().refresh(changed);
            gpuNode.list();
        } catch (IOException | NodeException e) {
            throw new CompletionException(e);
        }
        if (!wanted.getAsBoolean()) {
            throw new CancellationException("nobody waits for inference " + job.id() + " any more");
        }
    }

    private Map<CheckpointType, Set<String>> listed() {
        return gpuNode.models().orElse(Map.of());
    }
}
