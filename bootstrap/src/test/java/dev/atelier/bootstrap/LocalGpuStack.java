package dev.atelier.bootstrap;

import static org.awaitility.Awaitility.await;

import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.localgpu.testing.WebUiSimulator;
import dev.atelier.localgpu.training.StandInTrainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/** Simulated GPU nodes, a stand-in for kohya as the trainer process, and files in a folder. */
class LocalGpuStack implements Stack {

    private final Path models;

    /** @param models the folder in which the nodes look for models; it is there */
    LocalGpuStack(Path models) {
        this.models = models;
    }

    @Override
    public AtelierProcess.Setup given(AtelierProcess.Setup setup, WebUiSimulator... generators) {
        Arrays.stream(generators).forEach(node -> node.readsFrom(models));
        if (generators.length > 0) {
            String urls = String.join(
                    ",",
                    Arrays.stream(generators).map(node -> node.url().toString()).toList());
            setup.with("ATELIER_LOCAL_GPU_NODES", urls)
                    .with("ATELIER_LOCAL_GPU_MODELS_DIR", models)
                    .with("ATELIER_LOCAL_GPU_JOBS_LEASE", "3s")
                    .with("ATELIER_LOCAL_GPU_JOBS_HEARTBEAT", "1s");
        }
        return setup.brief()
                .with("ATELIER_LOCAL_GPU_TRAINING_COMMAND", StandInTrainer.command())
                .with("ATELIER_LOCAL_GPU_TRAINING_REPORT_INTERVAL", "200ms")
                .with("ATELIER_LOCAL_GPU_TRAINING_LEASE", "3s");
    }

    /** Nothing to do: the nodes have it, and the service lists their models at startup. */
    @Override
    public void provideModel(ApiClient client) {
        ModelUpload models = new ModelUpload(client);
        await().atMost(ApiClient.PATIENCE)
                .until(() -> !models.find(WebUiSimulator.FIRST_MODEL).isMissingNode());
    }

    @Override
    public void awaitFile(WebUiSimulator generator, CheckpointType type, String file) {
        await().atMost(ApiClient.PATIENCE).until(() -> isPlaced(models.resolve(type.word()), file));
    }

    private static boolean isPlaced(Path folder, String file) throws IOException {
        if (Files.notExists(folder)) {
            return false;
        }
        try (Stream<Path> folders = Files.list(folder)) {
            return folders.anyMatch(checkpoint -> Files.exists(checkpoint.resolve(file)));
        }
    }

    @Override
    public void close() {}
}
