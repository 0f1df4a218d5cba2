package dev.atelier.application.testing;

import dev.atelier.domain.StorageUri;
import dev.atelier.domain.access.Principal;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.checkpoint.MultipartUpload;
import dev.atelier.domain.model.Model;
import dev.atelier.domain.model.ModelId;
import dev.atelier.domain.model.ModelName;
import dev.atelier.domain.model.ModelPackage;
import dev.atelier.domain.model.ModelStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Builds models: Initialed, Stable-diffusion, with an archive of a unique name, unless the test says otherwise. */
public final class TestModels {

    private final ModelId id = new ModelId(UUID.randomUUID());
    private final StorageUri output = new StorageUri("atelier", "Stable-diffusion/model/mine/" + id + "/output");
    private CheckpointType type = CheckpointType.STABLE_DIFFUSION;
    private Set<Principal> openTo = TestPrincipals.principals("designer");
    private Instant created = SettableClock.START;

    private TestModels() {}

    public static TestModels model() {
        return new TestModels();
    }

    public TestModels type(CheckpointType kind) {
        type = kind;
        return this;
    }

    public TestModels openTo(String... rolesOrUsers) {
        openTo = TestPrincipals.principals(rolesOrUsers);
        return this;
    }

    public TestModels createdAt(Instant time) {
        created = time;
        return this;
    }

    public Model build() {
        String file = "model-" + id + ".safetensors.tar";
        return new Model(
                id,
                new ModelName("mine"),
                type,
                ModelStatus.INITIALED,
                new ModelPackage(new CheckpointFileName(file)),
                new MultipartUpload("upload-" + id, output.resolve(file), 5),
                output,
                Map.of("create_model_params", Map.of("is_512", true, "list", List.of(1, "two"))),
                null,
                new UserName("ann"),
                openTo,
                created);
    }
}
