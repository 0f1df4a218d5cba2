package dev.atelier.application.training;

import static dev.atelier.application.testing.TestTrainings.training;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.testing.TestTrainings;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.StorageUri;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class KohyaDatasetLayoutTest {

    private static final StorageUri DATASET = new StorageUri("atelier", "dataset/lego");

    @Test
    void filesKeepTheFolderThatSaysHowOftenTheyCountAndAllOthersAreGivenOne() {
        KohyaDatasetLayout layout = layout(training().images(7, ""), "a.png", "a.txt", "3_cars/b.jpg", "x/y/c.png");

        assertThat(layout.files())
                .containsOnlyKeys("7_lego/a.png", "7_lego/a.txt", "3_cars/b.jpg", "7_x/y_c.png")
                .containsEntry("7_x/y_c.png", DATASET.resolve("x/y/c.png"));
        assertThat(layout.captions()).isEmpty();
    }

    @Test
    void imagesWithoutACaptionAreGivenTheTrainingsOnce() {
        KohyaDatasetLayout layout = layout(
                training().images(1, "a brick"), "a.png", "a.txt", "b.JPG", "b.JPG.txt", "c.webp", "c.bmp", "d.json");

        assertThat(layout.captions()).containsExactlyInAnyOrder("1_lego/b.txt", "1_lego/c.txt");
    }

    @Test
    void theCaptionOfAnImageIsTheOneThatKohyaReads() {
        KohyaDatasetLayout layout = layout(
                training().images(1, "a brick"),
                "a_b_1_2_3_4.png",
                "a_b.txt",
                "a.txt",
                "c_1_2_3_4.png",
                "c_1_2_3_4.txt",
                "c.txt",
                "d_2_3_4.png",
                "d.txt",
                "e.png",
                "e.png.txt");

        assertThat(layout.ownCaptions())
                .containsExactlyInAnyOrder(DATASET.resolve("a_b.txt"), DATASET.resolve("c_1_2_3_4.txt"));
        assertThat(layout.captions()).containsExactlyInAnyOrder("1_lego/d_2_3_4.txt", "1_lego/e.txt");
    }

    @Test
    void onlyImagesAndCaptionsAreLaidOut() {
        KohyaDatasetLayout layout = layout(
                training().images(1, ""),
                "a.png",
                "a.txt",
                "a.npz",
                "a.caption",
                "metadata_cache.json",
                "3_cars/metadata_cache.json",
                "3_cars/b.JPG",
                "3_cars/b.txt.py",
                "b");

        assertThat(layout.files()).containsOnlyKeys("1_lego/a.png", "1_lego/a.txt", "3_cars/b.JPG");
    }

    @Test
    void aDatasetWithoutImagesIsRejected() {
        assertThatThrownBy(() -> layout(training(), "a.txt"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("the dataset at s3://atelier/dataset/lego has no images any more");
    }

    @Test
    void twoFilesThatWouldBecomeOneAreRejected() {
        assertThatThrownBy(() -> layout(training(), "x/y/c.png", "x/y_c.png"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("s3://atelier/dataset/lego/x/y/c.png")
                .hasMessageContaining("s3://atelier/dataset/lego/x/y_c.png");
    }

    private static KohyaDatasetLayout layout(TestTrainings training, String... files) {
        return KohyaDatasetLayout.of(
                training.dataset(DATASET).pending().plan(), Stream.of(files).map(DATASET::resolve));
    }
}
