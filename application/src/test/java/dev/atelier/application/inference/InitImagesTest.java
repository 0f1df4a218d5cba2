package dev.atelier.application.inference;

import static dev.atelier.application.testing.TestJobs.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.inference.TaskType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InitImagesTest {

    private static final String PNG = base64("\u0089PNG\r\n\u001a\n\0\0\0\rIHDR");
    private static final String WEBP = base64("RIFF\n\0\r\u0085WEBPVP8 ");

    private final InMemoryAtelier atelier = new InMemoryAtelier();

    private static String base64(String latin) {
        return Base64.getEncoder().encodeToString(latin.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static Map<String, Object> payload(Object... images) {
        return new HashMap<>(Map.of("init_images", new ArrayList<>(Arrays.asList(images))));
    }

    private void check(TaskType task, Map<String, Object> payload) {
        atelier.check.check(job().task(task).created(), payload);
    }

    private void assertRejected(Map<String, Object> payload, String... words) {
        assertThatThrownBy(() -> check(TaskType.IMG2IMG, payload))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContainingAll(words);
    }

    @Test
    void imagesInFormatsThatEachNodeReadsAreTaken() {
        check(TaskType.IMG2IMG, payload(PNG));
        check(TaskType.IMG2IMG, payload("data:image/webp;base64," + WEBP));
        check(TaskType.IMG2IMG, payload(new LongString(PNG + PNG)));
        Map<String, Object> masked = payload(PNG);
        masked.put("mask", "");
        check(TaskType.IMG2IMG, masked);
    }

    @Test
    void otherTasksNeedNone() {
        check(TaskType.TXT2IMG, Map.of());
    }

    @Test
    void missingAndUnreadableImagesAreRejected() {
        assertRejected(Map.of(), "img2img needs init_images", "PNG, JPEG or WEBP");
        assertRejected(payload(), "img2img needs init_images");
        assertRejected(Map.of("init_images", PNG), "a list of images");
        for (Object no :
                Arrays.asList("", "%%%", "aGVsbG8=", base64("GIF89a\1\0\1\0\0\0\0\0\0\0"), 5, null, Map.of())) {
            assertRejected(payload(PNG, no), "init_images has an entry that is no image");
        }
        Map<String, Object> masked = payload(PNG);
        masked.put("mask", "aGVsbG8=");
        assertRejected(masked, "mask has an entry");
    }

    @Test
    void moreImagesThanABatchHoldsAreRejected() {
        Map<String, Object> payload = payload(PNG, PNG, PNG);
        payload.put("batch_size", 2);

        assertRejected(payload, "init_images has 3 images with a batch_size of 2");

        payload.put("batch_size", "3");
        check(TaskType.IMG2IMG, payload);
    }

    @Test
    void imagesAreCountedAsWebUiCountsThem() {
        assertThat(count(TaskType.TXT2IMG, Map.of())).isOne();
        assertThat(count(TaskType.TXT2IMG, Map.of("n_iter", 3, "batch_size", "2")))
                .isEqualTo(6);
        assertThat(count(TaskType.TXT2IMG, Map.of("n_iter", 0, "batch_size", "many")))
                .isOne();
        assertThat(count(TaskType.TXT2IMG, Map.of("n_iter", Integer.MAX_VALUE, "batch_size", 4)))
                .isEqualTo(4L * Integer.MAX_VALUE);
        assertThat(count(TaskType.IMG2IMG, images(1, 4))).isEqualTo(8);
        assertThat(count(TaskType.IMG2IMG, images(3, 4))).isEqualTo(6);
        assertThat(count(
                        TaskType.TXT2IMG, Map.of("batch_size", 4, "alwayson_scripts", Map.of("AnimateDiff", Map.of()))))
                .isOne();
        assertThat(count(TaskType.EXTRA_BATCH_IMAGES, Map.of("imageList", List.of(1, 2))))
                .isEqualTo(2);
        assertThat(count(TaskType.REMBG, Map.of("n_iter", 3))).isOne();
    }

    private static Map<String, Object> images(int images, int batch) {
        return Map.of("n_iter", 2, "batch_size", batch, "init_images", Collections.nCopies(images, PNG));
    }

    private static long count(TaskType task, Map<String, Object> payload) {
        return RequestedImages.of(task, payload).count();
    }
}
