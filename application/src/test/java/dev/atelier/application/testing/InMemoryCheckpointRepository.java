package dev.atelier.application.testing;

import dev.atelier.application.Cursor;
import dev.atelier.application.Page;
import dev.atelier.application.checkpoint.CheckpointNameTakenException;
import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.application.checkpoint.CheckpointSearch;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.access.Principal;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.checkpoint.ModelDescription;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.domain.checkpoint.ModelHashes;
import dev.atelier.domain.checkpoint.ModelNotes;
import dev.atelier.domain.checkpoint.ModelProperty;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Checkpoints in memory. */
public class InMemoryCheckpointRepository implements CheckpointRepository {

    private final Map<CheckpointId, Checkpoint> checkpoints = new LinkedHashMap<>();
    private final Map<CheckpointId, Map<Integer, ModelHashes>> hashes = new HashMap<>();
    private final Map<CheckpointId, Map<Integer, ModelDescription>> descriptions = new HashMap<>();
    private final Map<CheckpointId, ModelNotes> notes = new HashMap<>();

    @Override
    public synchronized void add(Checkpoint checkpoint) {
        requireFreeNames(checkpoint);
        put(checkpoint);
    }

    private void put(Checkpoint checkpoint) {
        checkpoints.put(checkpoint.id(), checkpoint);
        if (checkpoint.origin() == Checkpoint.Origin.STORE && checkpoint.status() == CheckpointStatus.ACTIVE) {
            checkpoint
                    .files()
                    .forEach(file -> checkpoints.remove(CheckpointId.ofNodeModel(checkpoint.type(), file.name())));
        }
    }

    @Override
    public synchronized boolean update(Checkpoint checkpoint, CheckpointStatus expected) {
        return replace(checkpoint, expected).isPresent();
    }

    private Optional<Checkpoint> replace(Checkpoint checkpoint, CheckpointStatus expected) {
        Optional<Checkpoint> next = find(checkpoint.id())
                .filter(known -> known.status() == expected)
                .map(known -> checkpoint.openTo(known.allowedRolesOrUsers()));
        next.ifPresent(stored -> {
            requireFreeNames(stored);
            put(stored);
        });
        return next;
    }

    @Override
    public synchronized Optional<Checkpoint> share(CheckpointId id, Set<Principal> allowed) {
        return Optional.ofNullable(checkpoints.computeIfPresent(id, (key, known) -> known.openTo(allowed)));
    }

    @Override
    public synchronized Optional<Checkpoint> changeStatus(Checkpoint seen, CheckpointStatus next) {
        return find(seen.id())
                .filter(stored -> stored.status() == seen.status())
                .map(stored -> next == CheckpointStatus.DISABLED ? stored.disable() : stored.activate())
                .flatMap(changed -> replace(changed, seen.status()));
    }

    @Override
    public synchronized Optional<Checkpoint> updateDeduplicated(Checkpoint checkpoint, CheckpointStatus expected) {
        Checkpoint shared = checkpoint.withFiles(checkpoint.files().stream()
                .map(file -> file.at(stored(checkpoint, file)))
                .toList());
        return replace(shared, expected);
    }

    private StorageUri stored(Checkpoint checkpoint, ModelFile file) {
        if (file.sha256() == null) {
            return file.location();
        }
        return Stream.concat(
                        checkpoints.values().stream()
                                .filter(other -> other.status() == CheckpointStatus.ACTIVE)
                                .filter(other -> !other.id().equals(checkpoint.id()))
                                .flatMap(other -> other.files().stream()),
                        checkpoint.files().stream())
                .filter(other -> file.sha256().equals(other.sha256()))
                .map(ModelFile::location)
                .findFirst()
                .orElseThrow();
    }

    @Override
    public synchronized Set<StorageUri> beginDeletion(CheckpointId id) {
        Checkpoint released = checkpoints.get(id);
        if (released == null) {
            return Set.of();
        }
        checkpoints.put(
                id,
                released.withFiles(
                        released.files().stream().map(file -> file.read(null)).toList()));
        Set<StorageUri> used =
                released.files().stream().map(ModelFile::location).collect(Collectors.toSet());
        used.retainAll(checkpoints.values().stream()
                .flatMap(other -> other.files().stream())
                .filter(file -> file.sha256() != null)
                .map(ModelFile::location)
                .toList());
        return used;
    }

    @Override
    public boolean isUsed(StorageUri file) {
        return !where(checkpoint ->
                        checkpoint.files().stream().map(ModelFile::location).anyMatch(file::equals))
                .isEmpty();
    }

    @Override
    public synchronized Optional<Checkpoint> find(CheckpointId id) {
        return Optional.ofNullable(checkpoints.get(id));
    }

    @Override
    public List<Checkpoint> activeWithStems(Set<String> stems) {
        return where(checkpoint -> checkpoint.status() == CheckpointStatus.ACTIVE
                && checkpoint.files().stream()
                        .anyMatch(file -> stems.contains(
                                CheckpointFileName.stem(file.name().value()))));
    }

    /** Sets the hashes of a file. */
    public synchronized void hash(CheckpointId id, int position, ModelHashes found) {
        hashes.computeIfAbsent(id, key -> new TreeMap<>()).put(position, found);
    }

    synchronized Map<Integer, ModelHashes> hashes(CheckpointId id) {
        return checkpoints.containsKey(id) ? Map.copyOf(hashes.getOrDefault(id, Map.of())) : Map.of();
    }

    synchronized boolean annotate(CheckpointId id, ModelNotes written) {
        if (checkpoints.containsKey(id)) {
            notes.put(id, written);
        }
        return checkpoints.containsKey(id);
    }

    synchronized ModelNotes notes(CheckpointId id) {
        return checkpoints.containsKey(id) ? notes.getOrDefault(id, ModelNotes.NONE) : ModelNotes.NONE;
    }

    synchronized void describe(CheckpointId id, Map<Integer, ModelDescription> found) {
        descriptions.put(id, Map.copyOf(found));
    }

    private boolean fits(CheckpointSearch search, Checkpoint checkpoint) {
        Collection<ModelDescription> files =
                descriptions.getOrDefault(checkpoint.id(), Map.of()).values();
        return search.words().stream()
                        .allMatch(word -> checkpoint.files().stream()
                                .anyMatch(file -> CheckpointFileName.stem(
                                                file.name().value())
                                        .contains(word)))
                && search.family()
                        .map(family -> files.stream().anyMatch(file -> file.family() == family))
                        .orElse(true)
                && search.kind()
                        .map(kind -> files.stream().anyMatch(file -> file.kind() == kind))
                        .orElse(true)
                && search.base()
                        .map(base -> files.stream()
                                .map(file -> file.properties().getOrDefault(ModelProperty.BASE_MODEL, ""))
                                .anyMatch(name -> CheckpointSearch.base(name).equals(base)))
                        .orElse(true)
                && search.tag()
                        .map(tag -> notes(checkpoint.id()).tags().contains(tag))
                        .orElse(true)
                && search.hash()
                        .map(hash -> hashed(checkpoint).values().stream().anyMatch(file -> file.has(hash)))
                        .orElse(true);
    }

    @Override
    public Page<Checkpoint> page(Filter filter, Optional<Cursor> after, int limit) {
        return KeysetPaging.page(
                where(checkpoint -> fits(filter, checkpoint)).stream(),
                row -> new Cursor(row.created(), row.id().value()),
                after,
                limit);
    }

    @Override
    public List<Checkpoint> disabled(CheckpointType type, CheckpointFileName file) {
        return where(checkpoint -> checkpoint.type() == type
                && checkpoint.status() == CheckpointStatus.DISABLED
                && checkpoint.files().stream().map(ModelFile::name).anyMatch(file::equals));
    }

    @Override
    public List<HashedFile> activeWithHash(CheckpointType type, String hash, Set<Principal> openTo) {
        return where(checkpoint -> checkpoint.status() == CheckpointStatus.ACTIVE
                        && checkpoint.type() == type
                        && allows(openTo, checkpoint.allowedRolesOrUsers()))
                .stream()
                .flatMap(checkpoint -> hashed(checkpoint).entrySet().stream()
                        .filter(file -> file.getValue().has(hash))
                        .map(file -> new HashedFile(
                                checkpoint,
                                checkpoint.files().get(file.getKey()).name(),
                                file.getValue().sha256())))
                .toList();
    }

    /** Those of the files that were read, and the digests of the others. */
    private Map<Integer, ModelHashes> hashed(Checkpoint checkpoint) {
        Map<Integer, ModelHashes> found = new TreeMap<>(hashes(checkpoint.id()));
        for (int position = 0; position < checkpoint.files().size(); position++) {
            String digest = checkpoint.files().get(position).sha256();
            if (digest != null) {
                found.putIfAbsent(position, new ModelHashes(digest, null, ""));
            }
        }
        return found;
    }

    synchronized Optional<ModelHashes> known(String sha256) {
        return hashes.entrySet().stream()
                .filter(entry -> checkpoints.containsKey(entry.getKey()))
                .flatMap(entry -> entry.getValue().values().stream())
                .filter(found -> found.sha256().equals(sha256))
                .min(Comparator.comparing(found -> found.autoV3() == null));
    }

    @Override
    public Optional<Checkpoint> find(CheckpointType type, CheckpointFileName file) {
        return where(checkpoint -> checkpoint.type() == type
                        && checkpoint.status() != CheckpointStatus.DISABLED
                        && checkpoint.files().stream().map(ModelFile::name).anyMatch(file::equals))
                .stream()
                .min(Comparator.comparing(Checkpoint::origin));
    }

    @Override
    public synchronized void delete(CheckpointId id) {
        checkpoints.remove(id);
    }

    @Override
    public List<Checkpoint> findAllOnNodes() {
        return where(checkpoint -> checkpoint.origin() == Checkpoint.Origin.NODE);
    }

    @Override
    public Slice find(Filter filter, int page, int perPage) {
        List<Checkpoint> all = where(checkpoint -> fits(filter, checkpoint));
        List<Checkpoint> items = all.stream()
                .sorted(Comparator.comparing(
                        row -> new Cursor(row.created(), row.id().value()), KeysetPaging.ORDER))
                .skip((page - 1L) * perPage)
                .limit(perPage)
                .toList();
        return new Slice(items, all.size());
    }

    private void requireFreeNames(Checkpoint checkpoint) {
        if (checkpoint.status() == CheckpointStatus.DISABLED) {
            return;
        }
        for (ModelFile file : checkpoint.files()) {
            find(checkpoint.type(), file.name())
                    .filter(holder -> !holder.id().equals(checkpoint.id()))
                    .filter(holder -> holder.origin() == Checkpoint.Origin.STORE)
                    .ifPresent(holder -> {
                        throw new CheckpointNameTakenException(file.name().value());
                    });
        }
    }

    private boolean fits(Filter filter, Checkpoint checkpoint) {
        return allows(filter.types(), List.of(checkpoint.type()))
                && allows(filter.statuses(), List.of(checkpoint.status()))
                && allows(filter.creator().stream().toList(), List.of(checkpoint.creator()))
                && fits(filter.search(), checkpoint)
                && filter.openTo().stream().allMatch(names -> allows(names, checkpoint.allowedRolesOrUsers()));
    }

    private static boolean allows(Collection<?> wanted, Collection<?> there) {
        return wanted.isEmpty() || !Collections.disjoint(wanted, there);
    }

    /** The Active ones in the store that have a file of this digest. */
    List<Checkpoint> having(String sha256) {
        return where(checkpoint -> checkpoint.status() == CheckpointStatus.ACTIVE
                && checkpoint.origin() == Checkpoint.Origin.STORE
                && checkpoint.files().stream().anyMatch(file -> sha256.equals(file.sha256())));
    }

    /** The Active ones in the store, in the order in which they were added. */
    List<Checkpoint> inUse() {
        return where(checkpoint ->
                checkpoint.status() == CheckpointStatus.ACTIVE && checkpoint.origin() == Checkpoint.Origin.STORE);
    }

    private synchronized List<Checkpoint> where(Predicate<Checkpoint> condition) {
        return checkpoints.values().stream().filter(condition).toList();
    }
}
