package dev.atelier.domain.inference;

import static dev.atelier.domain.inference.TaskType.EXTRA_SINGLE_IMAGE;
import static dev.atelier.domain.inference.TaskType.IMG2IMG;
import static dev.atelier.domain.inference.TaskType.INTERROGATE;
import static dev.atelier.domain.inference.TaskType.REMBG;
import static dev.atelier.domain.inference.TaskType.TXT2IMG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.InvalidRequestException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TaskTypeTest {

    @ParameterizedTest
    @EnumSource
    void isFoundByItsWord(TaskType type) {
        assertThat(TaskType.of(type.word())).isEqualTo(type);
    }

    @Test
    void rejectsAnotherWordAndSaysWhichThereAre() {
        assertThatThrownBy(() -> TaskType.of("draw"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("task type \"draw\" should be in [txt2img, img2img] or"
                        + " [rembg, extra-single-image, extra-batch-images, detect, interrogate]");
        assertThatThrownBy(() -> TaskType.of(null)).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void generatingNeedsACheckpoint() {
        assertThat(TaskType.values()).filteredOn(TaskType::needsCheckpoint).containsExactly(TXT2IMG, IMG2IMG);
    }

    @Test
    void oneMakesAText() {
        assertThat(TaskType.values()).filteredOn(TaskType::makesText).containsExactly(INTERROGATE);
    }

    @Test
    void someMakeJustOneImage() {
        assertThat(TaskType.values()).filteredOn(TaskType::makesSingleImage).containsExactly(REMBG, EXTRA_SINGLE_IMAGE);
    }
}
