package dev.atelier.persistence.merge;

import dev.atelier.domain.StorageUri;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.domain.merge.MergeMethod;
import dev.atelier.domain.merge.MergeRecipe;
import dev.atelier.domain.merge.Multiplier;
import dev.atelier.persistence.JsonColumnCodec;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.type.Argument;
import io.micronaut.serde.annotation.Serdeable;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Converts a merge's JSON column. */
@Singleton
final class MergeJsonColumns {

    private static final Argument<Recipe> RECIPE = Argument.of(Recipe.class);

    private final JsonColumnCodec jsonColumnCodec;

    MergeJsonColumns(JsonColumnCodec jsonColumnCodec) {
        this.jsonColumnCodec = jsonColumnCodec;
    }

    @Serdeable
    record Model(String name, String location, @Nullable String sha256) {

        static Model of(ModelFile file) {
            return new Model(file.name().value(), file.location().toString(), file.sha256());
        }

        ModelFile toFile() {
            return new ModelFile(new CheckpointFileName(name), StorageUri.parse(location), sha256);
        }
    }

    @Serdeable
    record Recipe(
            MergeMethod method,
            List<Model> models,
            double multiplier,
            @Nullable String customName,
            boolean half,
            @Nullable String discard,
            @Nullable Model vae) {}

    String recipe(MergeRecipe recipe) {
        return jsonColumnCodec.write(
                RECIPE,
                new Recipe(
                        recipe.method(),
                        recipe.models().stream().map(Model::of).toList(),
                        recipe.multiplier().value(),
                        recipe.customName().orElse(null),
                        recipe.half(),
                        recipe.discard().orElse(null),
                        recipe.vae().map(Model::of).orElse(null)));
    }

    MergeRecipe recipe(String column) {
        Recipe read = jsonColumnCodec.read(RECIPE, column);
        return new MergeRecipe(
                read.method(),
                read.models().stream().map(Model::toFile).toList(),
                new Multiplier(read.multiplier()),
                Optional.ofNullable(read.customName()),
                read.half(),
                Optional.ofNullable(read.discard()),
                Optional.ofNullable(read.vae()).map(Model::toFile));
    }
}
