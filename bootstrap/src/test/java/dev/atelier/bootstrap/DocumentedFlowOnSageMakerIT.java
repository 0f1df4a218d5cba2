package dev.atelier.bootstrap;

import dev.atelier.localgpu.demo.TinyEmojiFile;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The same on SageMaker, with the files in S3: nothing but the configuration differs. */
class DocumentedFlowOnSageMakerIT extends DocumentedFlowIT {

    private static SimulatedAws aws;

    @BeforeAll
    static void startAws(@TempDir Path models) {
        aws = SimulatedAws.start(models);
    }

    @AfterAll
    static void stopAws() {
        aws.close();
    }

    @Override
    AtelierProcess.Setup service(Path data) {
        return aws.given(super.service(data));
    }

    /** Endpoints have no models of their own. */
    @Override
    void prepare(ApiClient client) throws Exception {
        Path model = TinyEmojiFile.writeScaled(folder.resolve("model"), "model.diffusion_model.out", 1);
        new ModelUpload(client).upload("v1-5-pruned-emaonly.safetensors", model);
    }
}
