package dev.atelier.localgpu.webui.payload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.application.inference.RequestedImages;
import dev.atelier.domain.inference.TaskType;
import dev.atelier.localgpu.webui.wire.PlainJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IterationRulesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'prompt': 'a cat, <lora:ink:1>, [a|b]'",
                "'seed': 7, 'subseed': 8, 'subseed_strength': 0.0",
                "'seed': -1, 'subseed': -1, 'batch_size': 3",
                "'styles': [], 'alwayson_scripts': {}, 'refiner_checkpoint': ''",
                "'enable_hr': true, 'hr_scale': 2, 'hr_prompt': ''",
                "'mask': 'x', 'inpainting_fill': 1",
                "'override_settings': {'CLIP_stop_at_last_layers': 2}"
            })
    void iterationsThatDoNotDependOnEachOtherAreCounted(String fields) {
        assertThat(count(TaskType.TXT2IMG, "'n_iter': 5, " + fields)).isEqualTo(5);
        assertThat(count(TaskType.IMG2IMG, "'n_iter': 5, " + fields)).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'n_iter': 1",
                "'n_iter': '5'",
                "'n_iter': 5, 'batch_size': '2'",
                "'n_iter': 5, 'seed': '7'",
                "'n_iter': 5, 'seed': 7.5",
                "'n_iter': 5, 'seed': -2",
                "'n_iter': 5, 'subseed': -2",
                "'n_iter': 5, 'subseed_strength': 0.1",
                "'n_iter': 5, 'subseed_strength': '0'",
                "'n_iter': 5, 'styles': ['ink']",
                "'n_iter': 5, 'alwayson_scripts': {'ADetailer': {'args': [true]}}",
                "'n_iter': 5, 'refiner_checkpoint': 'a.safetensors'",
                "'n_iter': 5, 'hr_checkpoint_name': 'a.safetensors'",
                "'n_iter': 5, 'inpainting_fill': 2",
                "'n_iter': 5, 'prompt': 'a {red|blue} cat'",
                "'n_iter': 5, 'negative_prompt': '__bad__'",
                "'n_iter': 5, 'hr_prompt': '{a|b}'"
            })
    void allOthersAreNotDivided(String fields) {
        assertThat(count(TaskType.TXT2IMG, fields)).isEqualTo(1);
    }

    @Test
    void inputImagesThatMakeBatchesSmallerAreNotDivided() {
        assertThat(count(TaskType.IMG2IMG, "'n_iter': 2, 'batch_size': 2, 'init_images': ['a', 'b']"))
                .isEqualTo(2);
        assertThat(count(TaskType.IMG2IMG, "'n_iter': 2, 'batch_size': 3, 'init_images': ['a', 'b']"))
                .isEqualTo(1);
    }

    @Test
    void otherTasksAreNotDivided() {
        assertThat(count(TaskType.REMBG, "'n_iter': 5")).isEqualTo(1);
        assertThat(count(TaskType.EXTRA_BATCH_IMAGES, "'n_iter': 5, 'imageList': [1, 2]"))
                .isEqualTo(1);
    }

    private static int count(TaskType task, String fields) {
        try {
            ObjectNode payload = (ObjectNode) new ObjectMapper().readTree("{" + fields.replace('\'', '"') + "}");
            return IterationRules.count(task, payload, RequestedImages.of(task, PlainJson.of(payload)));
        } catch (JsonProcessingException e) {
            throw new AssertionError(fields, e);
        }
    }
}
