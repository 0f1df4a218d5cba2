package dev.atelier.sagemaker.training;

import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.training.CaptionChecker;
import dev.atelier.application.training.KohyaDatasetLayout;
import dev.atelier.application.training.TrainingDatasetResolver;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.training.ImageDefaults;
import dev.atelier.domain.training.TrainingSpec;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Copies a dataset into kohya's directory layout where that differs from the dataset itself: when images have captions
 * or repeats of their own, or the dataset has files that containers must not get. Idempotent: files that exist already
 * are kept, because files in the store are complete.
 */
public final class DatasetStager {

    private interface Content {
        InputStream open() throws IOException;
    }

    /** Time budget of one call, so that other polls are not delayed. */
    private static final Duration POLL_BUDGET = Duration.ofSeconds(20);

    private final ModelStore store;
    private final Clock clock;

    public DatasetStager(ModelStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * Returns the folder for the container: the dataset itself, or its copy. A large dataset takes several calls.
     *
     * @param claimed checked before each file; copying ends when the claim is lost
     * @return empty while files are missing
     * @throws dev.atelier.domain.InvalidRequestException when the dataset cannot be laid out
     */
    Optional<StorageUri> layOut(TrainingSpec plan, BooleanSupplier claimed) throws IOException {
        KohyaDatasetLayout layout = layout(plan);
        if (isLaidOut(plan)) {
            CaptionChecker.check(layout, store);
            return Optional.of(plan.dataset());
        }
        StorageUri folder = plan.input().resolve("pictures");
        Map<StorageUri, Content> missing = contents(plan, layout, folder);
        missing.keySet().removeAll(list(folder));
        Instant end = clock.instant().plus(POLL_BUDGET);
        for (Map.Entry<StorageUri, Content> file : missing.entrySet()) {
            if (clock.instant().isAfter(end) || !claimed.getAsBoolean()) {
                return Optional.empty();
            }
            store.put(file.getKey(), file.getValue().open(), "application/octet-stream");
        }
        return Optional.of(folder);
    }

    private boolean isLaidOut(TrainingSpec plan) throws IOException {
        if (!plan.images().equals(ImageDefaults.USUAL)) {
            return false;
        }
        try (Stream<StorageUri> files = store.list(plan.dataset())) {
            return files.allMatch(TrainingDatasetResolver::isUsed);
        }
    }

    private Map<StorageUri, Content> contents(TrainingSpec plan, KohyaDatasetLayout layout, StorageUri folder) {
        byte[] caption = plan.images().caption().getBytes(StandardCharsets.UTF_8);
        Map<StorageUri, Content> contents = new LinkedHashMap<>();
        Set<StorageUri> captions = layout.ownCaptions();
        layout.files()
                .forEach((place, file) -> contents.put(
                        folder.resolve(place),
                        () -> captions.contains(file)
                                ? new ByteArrayInputStream(CaptionChecker.read(file, store))
                                : store.open(file)));
        layout.captions()
                .forEach(place -> contents.put(folder.resolve(place), () -> new ByteArrayInputStream(caption)));
        return contents;
    }

    private KohyaDatasetLayout layout(TrainingSpec plan) throws IOException {
        try (Stream<StorageUri> files = store.list(plan.dataset())) {
            return KohyaDatasetLayout.of(plan, files);
        }
    }

    private Set<StorageUri> list(StorageUri folder) throws IOException {
        try (Stream<StorageUri> files = store.list(folder)) {
            return files.collect(Collectors.toUnmodifiableSet());
        }
    }
}
