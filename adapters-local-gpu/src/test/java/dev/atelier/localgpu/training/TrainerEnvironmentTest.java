package dev.atelier.localgpu.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainerEnvironmentTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PATH",
                "HOME",
                "LANG",
                "LC_ALL",
                "TMPDIR",
                "CUDA_VISIBLE_DEVICES",
                "NVIDIA_VISIBLE_DEVICES",
                "HF_HOME",
                "HF_HUB_OFFLINE",
                "LD_LIBRARY_PATH",
                "PYTHONPATH",
                "VIRTUAL_ENV",
                "PYTORCH_CUDA_ALLOC_CONF"
            })
    void whatTrainersNeedIsInherited(String name) {
        assertThat(inherited(List.of(), name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AWS_ACCESS_KEY_ID",
                "AWS_SECRET_ACCESS_KEY",
                "AWS_PROFILE",
                "DATASOURCES_DEFAULT_PASSWORD",
                "NIGHTLY_KEY",
                "HF_TOKEN",
                "HUGGING_FACE_HUB_TOKEN",
                "NVIDIA_API_KEY",
                "ACCELERATE_TOKEN",
                "MICRONAUT_CONFIG_FILES",
                "ATELIER_API_KEY",
                "PGPASSWORD",
                "SSH_AUTH_SOCK",
                "http_proxy",
                "ANYTHING_ELSE",
                "PATHS",
                "XPATH"
            })
    void nothingElseIsInherited(String name) {
        assertThat(inherited(List.of(), name)).isFalse();
    }

    @Test
    void operatorsCanAddNames() {
        List<String> more = List.of("HF_TOKEN", "WANDB_*", "A*");

        assertThat(inherited(more, "HF_TOKEN")).isTrue();
        assertThat(inherited(more, "WANDB_MODE")).isTrue();
        assertThat(inherited(more, "WANDB_API_KEY"))
                .as("a secret has to be named")
                .isFalse();
        assertThat(inherited(more, "ATELIER_DATA_DIR")).as("never").isFalse();
    }

    private static boolean inherited(List<String> more, String name) {
        Map<String, String> environment = new HashMap<>(Map.of(name, "value"));
        new TrainerEnvironment(more).restrict(environment);
        return !environment.isEmpty();
    }
}
