package dev.atelier.persistence.merge.safetensors;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.merge.MergeMethod;
import dev.atelier.domain.merge.MergeRecipe;
import dev.atelier.persistence.inspection.Dtype;
import dev.atelier.persistence.inspection.SafetensorsHeader.Tensor;
import dev.atelier.persistence.merge.safetensors.MergePlan.Content;
import dev.atelier.persistence.merge.safetensors.MergePlan.Content.Taken;
import dev.atelier.persistence.merge.safetensors.MergePlan.Kind;
import dev.atelier.persistence.merge.safetensors.MergePlan.Planned;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Determines each tensor of the result, as SD WebUI does. Single use. */
final class MergePlanner {

    /** Part of the names of a model's own tensors, unlike those of the noise schedule and the like. */
    private static final String OF_MODEL = "model";

    /** Position numbers; older models store them in a precision in which merging would corrupt them. */
    private static final String POSITIONS = "cond_stage_model.transformer.text_model.embeddings.position_ids";

    private static final String VAE_PREFIX = "first_stage_model.";

    private static final int PICTURE_CHANNELS = 4;

    private final MergeRecipe recipe;
    private final List<MergeSource> models;
    private final Predicate<String> discarded;
    private final Map<String, Planned> tensors = new LinkedHashMap<>();
    private Kind kind = Kind.USUAL;
    private boolean blended;

    private MergePlanner(MergeRecipe recipe, List<MergeSource> models) {
        this.recipe = recipe;
        this.models = models;
        this.discarded =
                recipe.discard().<Predicate<String>>map(DiscardPattern::new).orElse(name -> false);
    }

    /**
     * @param vae the VAE that the recipe names, if any
     * @throws InvalidRequestException if the models do not fit
     */
    static MergePlan plan(MergeRecipe recipe, List<MergeSource> models, Optional<MergeSource> vae) {
        MergePlanner mergePlanner = new MergePlanner(recipe, models);
        mergePlanner.addModels();
        vae.ifPresent(mergePlanner::bakeIn);
        mergePlanner.tensors.keySet().removeIf(mergePlanner.discarded);
        if (mergePlanner.tensors.isEmpty()) {
            throw new InvalidRequestException(
                    "nothing is left to store: no tensor, or discard_weights matches every name");
        }
        return new MergePlan(
                Stream.concat(models.stream(), vae.stream()).toList(),
                List.copyOf(mergePlanner.tensors.values()),
                mergePlanner.kind);
    }

    private void addModels() {
        MergeSource a = models.get(0);
        a.header().tensors().values().forEach(tensor -> add(tensor.name(), content(a, tensor)));
        if (recipe.method() == MergeMethod.NO_INTERPOLATION) {
            return;
        }
        if (!blended) {
            throw new InvalidRequestException("there is nothing to merge: "
                    + models.stream().map(MergeSource::name).toList()
                    + " have no tensor of floating-point numbers in common whose name holds \"model\""
                    + (recipe.discard().isPresent() ? ", or discard_weights matches them all" : ""));
        }
        if (recipe.method() == MergeMethod.ADD_DIFFERENCE) {
            return; // a difference is added to A's tensor and has no meaning alone
        }
        MergeSource b = models.get(1);
        b.header().tensors().values().stream()
                .filter(tensor ->
                        isMerged(tensor.name()) && a.tensor(tensor.name()).isEmpty())
                .forEach(tensor -> add(tensor.name(), new Taken(b, tensor)));
    }

    private static boolean isMerged(String name) {
        return name.contains(OF_MODEL) && !name.contains(POSITIONS);
    }

    private Content content(MergeSource a, Tensor tensor) {
        Taken asItIs = new Taken(a, tensor);
        if (models.size() == 1 || !isMerged(tensor.name()) || discarded.test(tensor.name())) {
            return asItIs;
        }
        List<Taken> parts = new ArrayList<>();
        for (MergeSource model : models) {
            model.tensor(tensor.name()).map(found -> new Taken(model, found)).ifPresent(parts::add);
        }
        // If C lacks a tensor, its difference to B counts as zero.
        return parts.size() == models.size() && areFloats(parts) ? blend(parts) : asItIs;
    }

    private static boolean areFloats(List<Taken> parts) {
        for (Taken part : parts) {
            Dtype dtype = part.tensor().dtype();
            if (dtype.isFractional() && FloatFormat.of(dtype).isEmpty()) {
                throw new InvalidRequestException(
                        "the tensor " + TextSanitizer.quote(part.tensor().name()) + " is " + dtype + " in "
                                + part.source().name() + "; only F16, BF16 and F32 can be merged");
            }
        }
        return parts.stream().allMatch(part -> part.tensor().dtype().isFractional());
    }

    private Content blend(List<Taken> parts) {
        Taken a = parts.get(0);
        Taken b = parts.get(1);
        if (parts.size() > 2 && !shape(parts.get(2)).equals(shape(b))) {
            throw unfit(b, parts.get(2));
        }
        blended = true;
        if (shape(a).equals(shape(b))) {
            return new Content.Blended(parts, 1);
        }
        kind = kindOf(a, b);
        return new Content.Blended(parts, shape(a).get(0));
    }

    /** An inpainting model has more input channels than others; the common ones are merged. */
    private static Kind kindOf(Taken a, Taken b) {
        if (!isImages(shape(b), PICTURE_CHANNELS) || !differInChannelsOnly(a, b)) {
            throw unfit(a, b);
        }
        return switch (shape(a).get(1).intValue()) {
            case 9 -> Kind.INPAINTING;
            case 8 -> Kind.INSTRUCT_PIX2PIX;
            default -> throw unfit(a, b);
        };
    }

    private static boolean isImages(List<Long> shape, long channels) {
        return shape.size() == 4 && shape.get(1) == channels;
    }

    private static boolean differInChannelsOnly(Taken a, Taken b) {
        List<Long> other = new ArrayList<>(shape(a));
        if (other.size() != shape(b).size()) {
            return false;
        }
        other.set(1, shape(b).get(1));
        return other.equals(shape(b));
    }

    private static InvalidRequestException unfit(Taken one, Taken other) {
        boolean turnedRound = isImages(shape(one), PICTURE_CHANNELS)
                && differInChannelsOnly(one, other)
                && List.of(8L, 9L).contains(shape(other).get(1));
        return new InvalidRequestException("the models do not fit: the tensor "
                + TextSanitizer.quote(one.tensor().name()) + " is " + shape(one) + " in "
                + one.source().name() + " and " + shape(other) + " in "
                + other.source().name()
                + (turnedRound ? "; an inpainting or pix2pix model has to be the primary one" : ""));
    }

    private static List<Long> shape(Taken part) {
        return part.tensor().shape();
    }

    /** Replaces the model's VAE tensors by those of the VAE, or adds them. */
    private void bakeIn(MergeSource vae) {
        List<Tensor> baked = vae.header().tensors().values().stream()
                .filter(tensor -> !isForTraining(tensor.name()))
                .toList();
        boolean hasOne = tensors.keySet().stream().anyMatch(name -> name.startsWith(VAE_PREFIX));
        if (hasOne && baked.stream().noneMatch(tensor -> tensors.containsKey(VAE_PREFIX + tensor.name()))) {
            throw new InvalidRequestException(vae.name() + " is not a matching VAE: it has none of the tensors below \""
                    + VAE_PREFIX + "\" of " + models.get(0).name());
        }
        baked.forEach(tensor -> bakeIn(new Taken(vae, tensor)));
    }

    private static boolean isForTraining(String name) {
        return name.startsWith("loss") || name.equals("model_ema.decay") || name.equals("model_ema.num_updates");
    }

    private void bakeIn(Taken tensor) {
        String name = VAE_PREFIX + tensor.tensor().name();
        Planned replaced = tensors.get(name);
        if (replaced == null || discarded.test(name)) {
            add(name, tensor);
            return;
        }
        if (!replaced.shape().equals(shape(tensor))) {
            throw new InvalidRequestException(
                    "the VAE does not fit: the tensor " + TextSanitizer.quote(name) + " is " + replaced.shape()
                            + " in " + models.get(0).name() + ", and " + shape(tensor) + " in "
                            + tensor.source().name());
        }
        boolean converts = FloatFormat.of(replaced.dtype()).isPresent()
                && FloatFormat.of(tensor.tensor().dtype()).isPresent();
        tensors.put(
                name,
                new Planned(
                        name,
                        converts ? replaced.dtype() : stored(tensor.tensor().dtype()),
                        shape(tensor),
                        tensor));
    }

    private void add(String name, Content content) {
        Tensor like = content instanceof Taken taken
                ? taken.tensor()
                : ((Content.Blended) content).parts().get(0).tensor();
        tensors.put(name, new Planned(name, stored(like.dtype()), like.shape(), content));
    }

    private Dtype stored(Dtype dtype) {
        return recipe.half() && FloatFormat.of(dtype).isPresent() ? Dtype.F16 : dtype;
    }
}
