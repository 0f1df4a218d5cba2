package dev.atelier.application.testing;

import static dev.atelier.application.testing.TestCheckpoints.checkpoint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.Cursor;
import dev.atelier.application.Page;
import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.application.checkpoint.CheckpointRepository.Filter;
import dev.atelier.application.checkpoint.CheckpointSearch;
import dev.atelier.application.checkpoint.ModelDescriptionRepository;
import dev.atelier.application.checkpoint.ModelNotesRepository;
import dev.atelier.application.checkpoint.ModelReadingQueue;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.ModelDescription;
import dev.atelier.domain.checkpoint.ModelFamily;
import dev.atelier.domain.checkpoint.ModelHashes;
import dev.atelier.domain.checkpoint.ModelKind;
import dev.atelier.domain.checkpoint.ModelNotes;
import dev.atelier.domain.checkpoint.ModelProperty;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The contract of {@link CheckpointRepository} for searches. */
public abstract class CheckpointSearchContract {

    private static final Optional<String> ANY = Optional.empty();
    private static final Filter ALL = new Filter(List.of(), List.of(), List.of());

    private int seconds;

    /** The port, empty at the start of each test. */
    protected abstract CheckpointRepository checkpoints();

    protected abstract ModelDescriptionRepository descriptions();

    protected abstract ModelNotesRepository notes();

    protected abstract ModelReadingQueue queue();

    /** Adds one that is newer than those before. */
    private Checkpoint add(String... files) {
        Checkpoint added = checkpoint()
                .files(files)
                .createdAt(SettableClock.START.plusSeconds(seconds++))
                .build();
        checkpoints().add(added);
        return added;
    }

    private List<Checkpoint> find(CheckpointSearch search) {
        Filter filter = ALL.foundBy(search);
        List<Checkpoint> found =
                checkpoints().page(filter, Optional.empty(), 100).items();
        assertThat(checkpoints().find(filter, 1, 100)).isEqualTo(new CheckpointRepository.Slice(found, found.size()));
        return found;
    }

    private List<Checkpoint> named(String text) {
        return find(CheckpointSearch.of(Optional.of(text), ANY, ANY, ANY, ANY, ANY));
    }

    private static ModelDescription description(ModelFamily family, ModelKind kind, String base) {
        return new ModelDescription(family, kind, "", 0, Map.of(ModelProperty.BASE_MODEL, base), List.of());
    }

    @Test
    void namesAreFoundByEachOfTheirParts() {
        Checkpoint realistic = add("RealisticVision_v5.1.safetensors", "readme.txt");
        Checkpoint vision = add("My vision 50%.ckpt");
        Checkpoint chinese = add("\u6c34\u58a8\ud83d\udc3c\u98ce.safetensors");

        assertThat(named("vision")).containsExactly(vision, realistic);
        assertThat(named("VISION real")).containsExactly(realistic);
        assertThat(named("realisticvision_V5.1.safetensors")).containsExactly(realistic);
        assertThat(named("5.1")).containsExactly(realistic);
        assertThat(named("v5")).containsExactly(realistic);
        assertThat(named("n_v")).containsExactly(realistic);
        assertThat(named("50%")).containsExactly(vision);
        assertThat(named("5_")).as("no pattern").isEmpty();
        assertThat(named("visionreal")).isEmpty();
        assertThat(named("\u58a8\ud83d\udc3c")).containsExactly(chinese);
        assertThat(named("\u6c34\u58a8")).containsExactly(chinese);
        assertThatThrownBy(() -> named("\ud83d\udc3c"))
                .as("one character, of two in Java")
                .isInstanceOf(InvalidRequestException.class);
        assertThat(named("\ud83d\udc3c".repeat(100))).isEmpty();
        assertThat(CheckpointSearch.base("a".repeat(199) + "\ud83d\udc3c")).isEqualTo("a".repeat(199));
        assertThat(find(CheckpointSearch.NONE)).containsExactly(chinese, vision, realistic);

        checkpoints().update(vision.rename(new CheckpointFileName("other.ckpt")), CheckpointStatus.ACTIVE);
        assertThat(named("vision")).containsExactly(realistic);
        assertThat(named("other")).hasSize(1);
    }

    @Test
    void theyAreFoundByWhatTheirFilesAre() {
        Checkpoint lora = add("a.safetensors", "b.safetensors");
        Checkpoint model = add("c.safetensors");
        add("d.safetensors");
        descriptions()
                .save(
                        lora.id(),
                        Map.of(
                                0,
                                description(ModelFamily.UNKNOWN, ModelKind.VAE, ""),
                                1,
                                description(
                                        ModelFamily.STABLE_DIFFUSION_XL,
                                        ModelKind.LORA,
                                        "C:\\models\\SD_XL_Base_1.0.safetensors")));
        descriptions()
                .save(model.id(), Map.of(0, description(ModelFamily.STABLE_DIFFUSION_XL, ModelKind.CHECKPOINT, "x")));

        Optional<String> xl = Optional.of("stable diffusion xl");
        assertThat(find(CheckpointSearch.of(ANY, xl, ANY, ANY, ANY, ANY))).containsExactly(model, lora);
        assertThat(find(CheckpointSearch.of(ANY, xl, Optional.of("LoRA"), ANY, ANY, ANY)))
                .containsExactly(lora);
        assertThat(find(CheckpointSearch.of(ANY, ANY, Optional.of("embedding"), ANY, ANY, ANY)))
                .isEmpty();
        assertThat(find(CheckpointSearch.of(ANY, ANY, ANY, Optional.of("sd_xl_base_1.0"), ANY, ANY)))
                .containsExactly(lora);
        assertThat(find(CheckpointSearch.of(ANY, ANY, ANY, Optional.of("sd_xl_base_1.0.safetensors"), ANY, ANY)))
                .containsExactly(lora);

        descriptions().save(lora.id(), Map.of(0, description(ModelFamily.FLUX_1, ModelKind.LORA, "")));
        assertThat(find(CheckpointSearch.of(ANY, xl, ANY, ANY, ANY, ANY)))
                .as("the last description holds")
                .containsExactly(model);
    }

    @Test
    void theyAreFoundByTagAndHash() {
        Checkpoint one = add("a.safetensors");
        ModelReadingQueue.Claim first = queue().claim(Duration.ofMinutes(1)).orElseThrow();
        Checkpoint other = add("b.ckpt");
        ModelReadingQueue.Claim second = queue().claim(Duration.ofMinutes(1)).orElseThrow();
        queue().record(first, 0, new ModelHashes("ab".repeat(32), "cafe0123cafe", "beef4567"));
        queue().record(second, 0, new ModelHashes("ab".repeat(31) + "cd", null, "beef4567"));
        notes().save(other.id(), new ModelNotes("", List.of("Anime")));

        assertThat(find(CheckpointSearch.of(ANY, ANY, ANY, ANY, Optional.of("anime"), ANY)))
                .containsExactly(other);
        assertThat(hashed("BEEF4567")).containsExactly(other, one);
        assertThat(hashed("ababababab")).containsExactly(other, one);
        assertThat(hashed("cafe0123cafe")).containsExactly(one);
        assertThat(hashed("ab".repeat(32))).containsExactly(one);
        assertThat(hashed("0000000000")).isEmpty();

        Checkpoint plain = checkpoint()
                .files("c.ckpt")
                .createdAt(SettableClock.START.plusSeconds(seconds++))
                .build();
        Checkpoint unread = plain.withFiles(List.of(plain.files().get(0).read("ab".repeat(32))));
        checkpoints().add(unread);
        assertThat(hashed("ab".repeat(32))).containsExactly(unread, one);
        assertThat(hashed("ababababab")).containsExactly(unread, other, one);
    }

    private List<Checkpoint> hashed(String hash) {
        return find(CheckpointSearch.of(ANY, ANY, ANY, ANY, ANY, Optional.of(hash)));
    }

    @Test
    void pagesFollowEachOther() {
        for (int i = 0; i < 7; i++) {
            add("model" + i + ".safetensors");
        }
        Filter filter = ALL.foundBy(CheckpointSearch.of(Optional.of("model"), ANY, ANY, ANY, ANY, ANY));
        List<Checkpoint> all = new ArrayList<>();
        Optional<Cursor> next = Optional.empty();
        do {
            Page<Checkpoint> page = checkpoints().page(filter, next, 3);
            all.addAll(page.items());
            next = page.next();
        } while (next.isPresent());

        assertThat(all)
                .extracting(found -> found.files().get(0).name().value())
                .containsExactly(
                        "model6.safetensors",
                        "model5.safetensors",
                        "model4.safetensors",
                        "model3.safetensors",
                        "model2.safetensors",
                        "model1.safetensors",
                        "model0.safetensors");
    }
}
