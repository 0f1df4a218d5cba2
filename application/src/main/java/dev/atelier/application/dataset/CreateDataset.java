package dev.atelier.application.dataset;

import dev.atelier.application.IdGenerator;
import dev.atelier.application.UseCase;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.storage.StorageLayout;
import dev.atelier.application.storage.UploadOrigin;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.dataset.Dataset;
import dev.atelier.domain.dataset.DatasetFileName;
import dev.atelier.domain.dataset.DatasetId;
import dev.atelier.domain.dataset.DatasetItem;
import dev.atelier.domain.dataset.DatasetName;
import dev.atelier.domain.dataset.DatasetStatus;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Creates a dataset whose files the client uploads. */
@UseCase
public class CreateDataset {

    /** How long the upload URLs are valid. */
    static final Duration UPLOAD_VALIDITY = Duration.ofDays(7);

    /** The largest size of a file: S3's limit for one PUT. */
    static final long MAX_FILE_BYTES = 5L << 30;

    private static final int MAX_FILES = 1000;

    private final DatasetRepository datasets;
    private final ModelStore store;
    private final StorageLayout layout;
    private final IdGenerator idGenerator;
    private final Clock clock;

    public CreateDataset(
            DatasetRepository datasets, ModelStore store, StorageLayout layout, IdGenerator idGenerator, Clock clock) {
        this.datasets = datasets;
        this.store = store;
        this.layout = layout;
        this.idGenerator = idGenerator;
        this.clock = clock;
    }

    /** A file to be uploaded; {@code params} are pass-through metadata. */
    public record Content(DatasetFileName file, String name, String type, Map<String, Object> params) {}

    /**
     * The dataset to create; {@code params} as above.
     *
     * @param prefix the subfolder for its files; empty for none
     */
    public record Command(DatasetName name, String prefix, List<Content> content, Map<String, Object> params) {

        public Command {
            if (content.isEmpty() || content.size() > MAX_FILES) {
                throw new InvalidRequestException(
                        "dataset " + name + " has " + content.size() + " files; allowed are 1 to " + MAX_FILES);
            }
            requireNoConflicts(content);
        }

        /** No two files have the same location, and none has the location of another's folder. */
        private static void requireNoConflicts(List<Content> content) {
            Set<String> paths = new HashSet<>();
            for (Content one : content) {
                if (!paths.add(one.file().path())) {
                    throw new InvalidRequestException("file " + one.file() + " is given twice");
                }
            }
            for (String path : paths) {
                for (int end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
                    if (paths.contains(path.substring(0, end))) {
                        throw new InvalidRequestException(
                                path.substring(0, end) + " cannot be a file and the folder of " + path + " at once");
                    }
                }
            }
        }
    }

    /** The new dataset, and by file name the upload URLs. */
    public record Created(Dataset dataset, Map<String, URI> uploadUrls) {}

    /**
     * Creates the dataset.
     *
     * @throws DatasetAlreadyExistsException if there is one of that name; of concurrent creations one succeeds
     */
    public Created create(Caller caller, Command command) {
        caller.require(ResourceType.TRAIN, Action.ALL);
        TextSanitizer.requireName("dataset name", command.name().value());
        DatasetId id = new DatasetId(idGenerator.next());
        Dataset dataset = new Dataset(
                id,
                command.name(),
                command.prefix(),
                layout.dataset(id, command.name(), command.prefix()),
                DatasetStatus.INITIALED,
                command.params(),
                caller.name(),
                caller.defaultAccessList(),
                clock.instant());
        List<DatasetItem> items =
                command.content().stream().map(CreateDataset::item).toList();
        Map<String, URI> urls = uploadUrls(dataset, items.stream());
        // Last: a location that the store rejects leaves nothing behind.
        datasets.add(dataset, items);
        return new Created(dataset, urls);
    }

    /** The dataset, and by file name new upload URLs of those files that have not arrived. */
    public Created resume(Caller caller, DatasetName name) {
        caller.require(ResourceType.TRAIN, Action.ALL);
        Dataset dataset = AccessibleDatasetFinder.find(datasets, caller, name);
        Set<StorageUri> arrived = DatasetFiles.of(dataset, store);
        return new Created(
                dataset,
                uploadUrls(
                        dataset,
                        datasets.items(dataset.id()).stream()
                                .filter(item -> !arrived.contains(dataset.locationOf(item)))));
    }

    /** As {@link UploadOrigin} has it. */
    public Optional<String> uploadOrigin() {
        StorageUri file = layout.dataset(new DatasetName("origin")).resolve("origin");
        return UploadOrigin.of(store.presignUpload(file, UPLOAD_VALIDITY, 1));
    }

    private Map<String, URI> uploadUrls(Dataset dataset, Stream<DatasetItem> items) {
        Map<String, URI> urls = new LinkedHashMap<>();
        items.forEach(item -> urls.put(
                item.file().value(), store.presignUpload(dataset.locationOf(item), UPLOAD_VALIDITY, MAX_FILE_BYTES)));
        return urls;
    }

    private static DatasetItem item(Content content) {
        return new DatasetItem(
                content.file(), content.name(), content.type(), content.params(), DatasetStatus.INITIALED);
    }
}
