package dev.atelier.rest.openai;

import dev.atelier.application.ConfigurationChecks;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.annotation.Nullable;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The models that the settings name. Created at startup, so that an invalid setting fails it. Immutable. */
@Context
class ModelAliases {

    private final Map<String, ModelAlias> models = new TreeMap<>();

    /** Those that take the place of a model for some qualities and styles, by name. */
    private final List<ModelAlias> variants;

    ModelAliases(Collection<ModelAlias> aliases) {
        aliases.stream().filter(ModelAlias::isModel).forEach(alias -> models.put(alias.name(), alias));
        variants = aliases.stream()
                .filter(alias -> !alias.isModel())
                .sorted(Comparator.comparing(ModelAlias::name))
                .toList();
        variants.forEach(variant -> ConfigurationChecks.require(
                models.containsKey(variant.forModel()),
                ModelAlias.key(variant.name(), "for-model"),
                variant.forModel(),
                "the name of a model below " + ModelAlias.KEY));
    }

    /** Those that clients can name, by name. */
    Collection<ModelAlias> all() {
        return models.values();
    }

    /**
     * The alias of that name, without a name the only one there is; in its place the one for the request's quality and style, if
     * there is one.
     */
    Optional<ModelAlias> find(ImageRequest request) {
        return named(request.model())
                .map(model -> variants.stream()
                        .filter(variant -> fit(variant, model, request) >= 0)
                        .max(Comparator.comparingInt(variant -> fit(variant, model, request)))
                        .orElse(model));
    }

    private static int fit(ModelAlias variant, ModelAlias model, ImageRequest request) {
        return variant.fit(model.name(), request.quality(), request.style());
    }

    private Optional<ModelAlias> named(@Nullable String name) {
        if (name != null) {
            return Optional.ofNullable(models.get(name));
        }
        return models.size() == 1 ? models.values().stream().findFirst() : Optional.empty();
    }
}
