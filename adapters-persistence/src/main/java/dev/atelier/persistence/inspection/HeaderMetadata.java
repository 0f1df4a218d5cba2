package dev.atelier.persistence.inspection;

import dev.atelier.domain.checkpoint.ModelDescription;
import dev.atelier.domain.checkpoint.ModelFamily;
import dev.atelier.domain.checkpoint.ModelKind;
import dev.atelier.domain.checkpoint.ModelProperty;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is used of the metadata of a safetensors header: keys of the <a
 * href="https://github.com/Stability-AI/ModelSpec">ModelSpec</a> ({@code modelspec.}) and of kohya-ss/sd-scripts ({@code ss_}, in
 * {@code train_network.py}).
 */
final class HeaderMetadata {

    private static final String ARCHITECTURE = "modelspec.architecture";
    private static final String BASE_VERSION = "ss_base_model_version";
    private static final String TRIGGER_PHRASE = "modelspec.trigger_phrase";
    private static final String TAG_FREQUENCY = "ss_tag_frequency";

    /** The keys of each property; of several that are given, the earlier counts. */
    private static final Map<ModelProperty, List<String>> KEYS = new EnumMap<>(Map.of(
            ModelProperty.TITLE, List.of("modelspec.title"),
            ModelProperty.AUTHOR, List.of("modelspec.author"),
            ModelProperty.LICENSE, List.of("modelspec.license"),
            ModelProperty.DESCRIPTION, List.of("modelspec.description"),
            ModelProperty.ARCHITECTURE, List.of(ARCHITECTURE, BASE_VERSION),
            ModelProperty.BASE_MODEL, List.of("ss_sd_model_name"),
            ModelProperty.RANK, List.of("ss_network_dim"),
            ModelProperty.ALPHA, List.of("ss_network_alpha"),
            ModelProperty.RESOLUTION, List.of("modelspec.resolution", "ss_resolution"),
            ModelProperty.EPOCHS, List.of("ss_epoch", "ss_num_epochs")));

    /** What Python writes for nothing. */
    private static final Set<String> NOTHING = Set.of("", "none", "null");

    /** How names of architectures and versions begin, without what stands between their words. */
    private static final Map<String, ModelFamily> FAMILIES = new LinkedHashMap<>();

    private static final int MAX_LENGTH = 10_000;

    /** As long as a frequency of all tags in a data set of some 100,000 images; longer ones are left out. */
    private static final int MAX_TAGS_LENGTH = 4 * 1024 * 1024;

    static {
        FAMILIES.put("stablediffusionv1", ModelFamily.STABLE_DIFFUSION_1);
        FAMILIES.put("sdv1", ModelFamily.STABLE_DIFFUSION_1);
        FAMILIES.put("sd1", ModelFamily.STABLE_DIFFUSION_1);
        FAMILIES.put("stablediffusionv2", ModelFamily.STABLE_DIFFUSION_2);
        FAMILIES.put("sdv2", ModelFamily.STABLE_DIFFUSION_2);
        FAMILIES.put("sd2", ModelFamily.STABLE_DIFFUSION_2);
        FAMILIES.put("stablediffusionxlv1refiner", ModelFamily.STABLE_DIFFUSION_XL_REFINER);
        FAMILIES.put("stablediffusionxl", ModelFamily.STABLE_DIFFUSION_XL);
        FAMILIES.put("sdxl", ModelFamily.STABLE_DIFFUSION_XL);
        FAMILIES.put("stablediffusionv3", ModelFamily.STABLE_DIFFUSION_3);
        FAMILIES.put("stablediffusion3", ModelFamily.STABLE_DIFFUSION_3);
        FAMILIES.put("sd3", ModelFamily.STABLE_DIFFUSION_3);
        FAMILIES.put("stablecascade", ModelFamily.STABLE_CASCADE);
        FAMILIES.put("stablevideodiffusion", ModelFamily.STABLE_VIDEO_DIFFUSION);
        FAMILIES.put("flux2", ModelFamily.FLUX_2);
        FAMILIES.put("flux1", ModelFamily.FLUX_1);
        FAMILIES.put("chroma", ModelFamily.CHROMA);
        FAMILIES.put("lumina2", ModelFamily.LUMINA_2);
        FAMILIES.put("qwenimage", ModelFamily.QWEN_IMAGE);
        FAMILIES.put("hunyuanvideo", ModelFamily.HUNYUAN_VIDEO);
        FAMILIES.put("wan2", ModelFamily.WAN);
    }

    private final Map<String, String> known = new HashMap<>();

    void add(String key, String value) {
        boolean isUsed = key.equals(TRIGGER_PHRASE)
                || KEYS.values().stream().anyMatch(keys -> keys.contains(key))
                || key.equals(TAG_FREQUENCY) && value.length() <= MAX_TAGS_LENGTH;
        if (isUsed && !NOTHING.contains(value.toLowerCase(Locale.ROOT))) {
            known.put(
                    key, key.equals(TAG_FREQUENCY) ? value : value.substring(0, Math.min(value.length(), MAX_LENGTH)));
        }
    }

    Map<ModelProperty, String> properties() {
        Map<ModelProperty, String> properties = new EnumMap<>(ModelProperty.class);
        KEYS.forEach((property, keys) ->
                first(keys.toArray(String[]::new)).ifPresent(value -> properties.put(property, value)));
        return properties;
    }

    private Optional<String> first(String... keys) {
        return Stream.of(keys).filter(known::containsKey).map(known::get).findFirst();
    }

    /** The family that it names; empty for none, or one that is unknown. */
    Optional<ModelFamily> family() {
        return Stream.of(ARCHITECTURE, BASE_VERSION)
                .map(key -> known.getOrDefault(key, ""))
                .map(name -> name.toLowerCase(Locale.ROOT).replaceAll("[-_. ]", ""))
                .flatMap(name -> FAMILIES.entrySet().stream()
                        .filter(family -> name.startsWith(family.getKey()))
                        .map(Map.Entry::getValue))
                .findFirst();
    }

    /** The kind that the architecture ends in; empty for none. */
    Optional<ModelKind> kind() {
        String architecture = known.getOrDefault(ARCHITECTURE, "");
        return switch (architecture.substring(architecture.indexOf('/') + 1)) {
            case "lora" -> Optional.of(ModelKind.LORA);
            case "textual-inversion" -> Optional.of(ModelKind.EMBEDDING);
            default -> Optional.empty();
        };
    }

    /** Those that the author names, else the tags that most images of the training had. */
    List<String> triggerWords() {
        return first(TRIGGER_PHRASE)
                .map(phrase -> Arrays.asList(phrase.split(",")))
                .orElseGet(() -> first(TAG_FREQUENCY)
                        .map(tags -> TagFrequency.mostFrequent(tags, ModelDescription.MAX_TRIGGER_WORDS))
                        .orElse(List.of()));
    }
}
