package dev.atelier.application.testing;

import dev.atelier.domain.StorageUri;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.domain.training.FoundationModel;
import dev.atelier.domain.training.ImageDefaults;
import dev.atelier.domain.training.TrainingId;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.domain.training.TrainingOptions;
import dev.atelier.domain.training.TrainingSpec;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Builds trainings: of ann's, of an SD 1.5 model with a dataset called lego, unless the test says otherwise. */
public final class TestTrainings {

    private final TrainingId id = new TrainingId(UUID.randomUUID());
    private final Map<String, Object> asked = new LinkedHashMap<>();
    private final Map<String, Object> config = new LinkedHashMap<>();
    private final Map<String, Object> stored = new LinkedHashMap<>();
    private UserName user = new UserName("ann");
    private FoundationModel foundation = FoundationModel.SD_1_5;
    private ModelFile base = file(new StorageUri("atelier", "Stable-diffusion/checkpoint/custom/x/base.safetensors"));
    private StorageUri dataset = new StorageUri("atelier", "dataset/lego");
    private ImageDefaults images = ImageDefaults.USUAL;
    private String backend = InMemoryBackend.NAME;
    private Instant created = SettableClock.START;

    private TestTrainings() {}

    public static TestTrainings training() {
        return new TestTrainings();
    }

    public TestTrainings by(String name) {
        user = new UserName(name);
        return this;
    }

    public TestTrainings of(FoundationModel model) {
        foundation = model;
        return this;
    }

    public TestTrainings base(StorageUri location) {
        base = file(location);
        return this;
    }

    public TestTrainings dataset(StorageUri folder) {
        dataset = folder;
        return this;
    }

    /** As if the client had set this option. */
    public TestTrainings with(String option, Object value) {
        config.put(option, value);
        return this;
    }

    /** As if a release that checked less had stored this option. */
    public TestTrainings stored(String option, Object value) {
        stored.put(option, value);
        return this;
    }

    /** As if the client had requested this machine type. */
    public TestTrainings onInstance(String type) {
        asked.put("training_instance_type", type);
        return this;
    }

    /** For this backend instead of the one in memory. */
    public TestTrainings backend(String name) {
        backend = name;
        return this;
    }

    public TestTrainings createdAt(Instant time) {
        created = time;
        return this;
    }

    /** Images without a caption of their own get this one, and each image counts this often. */
    public TestTrainings images(int repeats, String caption) {
        images = new ImageDefaults(repeats, caption);
        return this;
    }

    public TrainingJob initial() {
        asked.put("fm_type", foundation.word());
        Map<String, Object> options = TrainingOptions.of(foundation, config, "usual");
        options.putAll(stored);
        TrainingSpec plan = new TrainingSpec(
                foundation,
                base,
                dataset,
                images,
                options,
                Map.of("training_params", asked, "config_params", config),
                new StorageUri("atelier", "kohya/train/" + id + "/input"),
                new StorageUri("atelier", "kohya/train/" + id + "/output"),
                backend);
        return TrainingJob.create(id, user, plan, created);
    }

    public TrainingJob pending() {
        return initial().queue();
    }

    public TrainingJob preparing() {
        return pending().prepare(created.plusSeconds(1));
    }

    public TrainingJob completed() {
        return preparing().complete(List.of("usual.safetensors"), created.plusSeconds(9));
    }

    private static ModelFile file(StorageUri location) {
        return new ModelFile(new CheckpointFileName(location.fileName()), location);
    }
}
