package dev.atelier.domain.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelPackageTest {

    @ParameterizedTest
    @CsvSource({
        "v1-5-pruned-emaonly.safetensors.tar, true",
        "model.TAR, true",
        "v1-5-pruned-emaonly.safetensors, false",
        "old.ckpt, false",
        "a.pt, false",
        "a.pth, false",
        "a.bin, false"
    })
    void aModelComesAsItIsOrInAnArchive(String name, boolean packed) {
        assertThat(file(name).isPacked()).isEqualTo(packed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"model", "model.tar.gz", "model.zip", "model.yaml", "safetensors", "tar"})
    void anythingElseIsNoModel(String name) {
        assertThatThrownBy(() -> file(name))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContainingAll(name, ".safetensors", ".tar");
    }

    private static ModelPackage file(String name) {
        return new ModelPackage(new CheckpointFileName(name));
    }
}
