package dev.atelier.application.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.dataset.DatasetId;
import dev.atelier.domain.dataset.DatasetName;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.domain.inference.TaskType;
import dev.atelier.domain.model.ModelId;
import dev.atelier.domain.model.ModelName;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StorageLayoutTest {

    private static final UUID ID = UUID.fromString("3f8b3a0e-55a4-4a91-8a8c-0123456789ab");

    private final StorageLayout layout = new StorageLayout("my-bucket");

    @Test
    void filesLieWhereClientsOfTheDocumentsExpectThem() {
        InferenceJobId job = new InferenceJobId(ID);

        assertThat(layout.checkpoint(CheckpointType.LORA, new CheckpointId(ID)))
                .hasToString("s3://my-bucket/Lora/checkpoint/custom/" + ID);
        assertThat(layout.modelOutput(CheckpointType.LORA, new ModelName("a b"), new ModelId(ID)))
                .hasToString("s3://my-bucket/Lora/model/a b/" + ID + "/output");
        DatasetName lego = new DatasetName("lego");
        assertThat(layout.dataset(lego)).hasToString("s3://my-bucket/dataset/lego");
        assertThat(layout.dataset(new DatasetId(ID), lego, "")).hasToString("s3://my-bucket/dataset/" + ID + "/lego");
        assertThat(layout.dataset(new DatasetId(ID), lego, "10_lego"))
                .hasToString("s3://my-bucket/dataset/" + ID + "/lego/10_lego");
        assertThat(layout.payload(TaskType.TXT2IMG, job))
                .hasToString("s3://my-bucket/txt2img/infer_v2/" + ID + "/api_param.json");
        assertThat(layout.results(job)).hasToString("s3://my-bucket/out/" + ID + "/result");
        assertThat(StorageLayout.parameters(layout.results(job), job))
                .hasToString("s3://my-bucket/out/" + ID + "/result/" + ID + "_param.json");
        assertThat(layout.nodeModels(CheckpointType.STABLE_DIFFUSION))
                .hasToString("s3://my-bucket/Stable-diffusion/checkpoint/node");
        assertThat(layout.clientFile("config/aigc.json")).hasToString("s3://my-bucket/config/aigc.json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "out/x/result/image_0.png",
                "Lora/checkpoint/custom/x/a.safetensors",
                "dataset/lego/a.png",
                "config",
                "configuration/a",
                "config/../out/a",
                "config//a",
                "/config/a",
                "CONFIG/a",
                ""
            })
    void clientsDoNotWriteWhatBelongsToSomebody(String key) {
        assertThatThrownBy(() -> layout.clientFile(key)).isInstanceOf(InvalidRequestException.class);
    }
}
