package dev.atelier.application.testing;

import dev.atelier.domain.StorageUri;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.domain.merge.MergeId;
import dev.atelier.domain.merge.MergeJob;
import dev.atelier.domain.merge.MergeMethod;
import dev.atelier.domain.merge.MergeRecipe;
import dev.atelier.domain.merge.Multiplier;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Builds merges: weighted sums of two models with everything that a recipe can have, unless the test says otherwise. */
public final class TestMerges {

    private TestMerges() {}

    public static ModelFile model(String name) {
        return new ModelFile(
                new CheckpointFileName(name),
                new StorageUri("atelier", "models/" + name),
                "0123456789abcdef".repeat(4));
    }

    public static MergeRecipe recipe(MergeMethod method, String customName, String... models) {
        return new MergeRecipe(
                method,
                Stream.of(models).map(TestMerges::model).toList(),
                Multiplier.USUAL,
                Optional.ofNullable(customName),
                false,
                Optional.empty(),
                Optional.empty());
    }

    /** A waiting merge, whose result has this name. */
    public static MergeJob merge(String result) {
        MergeRecipe recipe = new MergeRecipe(
                MergeMethod.WEIGHTED_SUM,
                List.of(model("a.safetensors"), model("b.safetensors")),
                new Multiplier(0.7),
                Optional.of(result),
                true,
                Optional.of("model_ema\\."),
                Optional.of(new ModelFile(
                        new CheckpointFileName("v.safetensors"), new StorageUri("atelier", "models/v.safetensors"))));
        return MergeJob.create(new MergeId(UUID.randomUUID()), new UserName("ann"), recipe, SettableClock.START);
    }

    /** The merge's checkpoint, Initial. */
    public static Checkpoint checkpointOf(MergeJob merge) {
        StorageUri folder = new StorageUri("atelier", "Stable-diffusion/checkpoint/custom/" + merge.id());
        CheckpointFileName name = merge.recipe().resultName();
        return new Checkpoint(
                merge.id().checkpoint(),
                CheckpointType.STABLE_DIFFUSION,
                CheckpointStatus.INITIAL,
                Checkpoint.Origin.STORE,
                folder,
                List.of(new ModelFile(name, folder.resolve(name.value()))),
                Map.of(),
                Map.of(),
                merge.user(),
                TestPrincipals.principals("designer"),
                merge.created());
    }
}
