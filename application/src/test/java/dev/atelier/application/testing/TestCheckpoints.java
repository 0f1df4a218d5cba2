package dev.atelier.application.testing;

import dev.atelier.domain.StorageUri;
import dev.atelier.domain.access.Principal;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.domain.checkpoint.MultipartUpload;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** Builds checkpoints: Active, stored, Stable-diffusion, with one file of its own name, unless the test says otherwise. */
public final class TestCheckpoints {

    private final CheckpointId id = new CheckpointId(UUID.randomUUID());
    private final StorageUri location = new StorageUri("atelier", "Stable-diffusion/checkpoint/custom/" + id);
    private final Map<String, MultipartUpload> uploads = new LinkedHashMap<>();
    private CheckpointType type = CheckpointType.STABLE_DIFFUSION;
    private CheckpointStatus status = CheckpointStatus.ACTIVE;
    private Checkpoint.Origin origin = Checkpoint.Origin.STORE;
    private List<String> files = List.of("model-" + id + ".safetensors");
    private Map<String, Object> params = Map.of();
    private UserName creator = new UserName("ann");
    private Set<Principal> openTo = TestPrincipals.principals("designer");
    private Instant created = SettableClock.START;

    private TestCheckpoints() {}

    public static TestCheckpoints checkpoint() {
        return new TestCheckpoints();
    }

    public TestCheckpoints type(CheckpointType kind) {
        type = kind;
        return this;
    }

    public TestCheckpoints status(CheckpointStatus now) {
        status = now;
        return this;
    }

    public TestCheckpoints files(String... names) {
        files = List.of(names);
        return this;
    }

    public TestCheckpoints onNodes() {
        origin = Checkpoint.Origin.NODE;
        return this;
    }

    /** Makes it Initial, with an upload for each of these files. */
    public TestCheckpoints uploading(String... names) {
        files(names);
        Stream.of(names)
                .forEach(name ->
                        uploads.put(name, new MultipartUpload("upload-" + name, location.resolve(name), 2, 7L << 30)));
        return status(CheckpointStatus.INITIAL);
    }

    public TestCheckpoints params(Map<String, Object> said) {
        params = said;
        return this;
    }

    public TestCheckpoints by(String user) {
        creator = new UserName(user);
        return this;
    }

    public TestCheckpoints openTo(String... rolesOrUsers) {
        openTo = TestPrincipals.principals(rolesOrUsers);
        return this;
    }

    public TestCheckpoints createdAt(Instant time) {
        created = time;
        return this;
    }

    public Checkpoint build() {
        return new Checkpoint(
                id,
                type,
                status,
                origin,
                location,
                files.stream()
                        .map(name -> new ModelFile(new CheckpointFileName(name), location.resolve(name)))
                        .toList(),
                uploads,
                params,
                creator,
                openTo,
                created);
    }
}
