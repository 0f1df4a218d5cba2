package dev.atelier.rest.sdapi;

import dev.atelier.application.inference.GenerationOptions;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.checkpoint.CheckpointType;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A caller's options in WebUI's names. Those that a payload may give are applied to the caller's generations; others are kept and
 * shown, since clients send back all that they were shown.
 */
@SdapiEnabled
@Singleton
class CallerOptions {

    static final String CHECKPOINT = "sd_model_checkpoint";

    private static final String CHECKPOINT_HASH = "sd_checkpoint_hash";

    /** What is shown of options that were not set: WebUI's own values, which are not applied, so that nodes keep theirs. */
    private static final Map<String, Object> USUAL = usual();

    /** Options by which clients recognize other software than WebUI, and then speak another dialect. */
    private static final Pattern OTHER_DIALECT =
            Pattern.compile("forge_.*|sd_backend|sd_lyco|sd_model_dict|diffusers_.*|cuda_compile.*");

    private final GenerationOptions options;
    private final UsableModels models;

    CallerOptions(GenerationOptions options, UsableModels models) {
        this.options = options;
        this.models = models;
    }

    private static Map<String, Object> usual() {
        Map<String, Object> usual = new LinkedHashMap<>();
        usual.put("sd_vae", "Automatic");
        usual.put("CLIP_stop_at_last_layers", 1);
        usual.put("inpainting_mask_weight", 1.0);
        usual.put("initial_noise_multiplier", 1.0);
        usual.put("img2img_color_correction", false);
        usual.put("img2img_fix_steps", false);
        usual.put("face_restoration_model", "CodeFormer");
        usual.put("code_former_weight", 0.5);
        usual.put("upscaler_for_img2img", null);
        usual.put("eta_noise_seed_delta", 0);
        usual.put("samples_format", "png");
        usual.put("enable_pnginfo", true);
        usual.put("live_previews_enable", true);
        usual.put("show_progress_every_n_steps", 10);
        return usual;
    }

    /** All, as WebUI's clients want them: the checkpoint is the title of one that is listed, where there is one. */
    Map<String, Object> show(Caller caller) {
        Map<String, Object> shown = new LinkedHashMap<>();
        Map<String, Object> own = options.all(caller);
        Optional<UsableModels.Model> checkpoint = checkpoint(caller, own.get(CHECKPOINT));
        shown.put(CHECKPOINT, checkpoint.map(UsableModels.Model::title).orElse(null));
        shown.put(CHECKPOINT_HASH, checkpoint.map(UsableModels.Model::sha256).orElse(""));
        shown.putAll(USUAL);
        own.forEach((name, value) -> {
            if (!name.equals(CHECKPOINT)) {
                shown.put(name, value);
            }
        });
        return shown;
    }

    private Optional<UsableModels.Model> checkpoint(Caller caller, Object chosen) {
        List<UsableModels.Model> all = models.all(caller, CheckpointType.STABLE_DIFFUSION);
        return all.stream()
                .filter(model -> model.file().equals(chosen))
                .findFirst()
                .or(() -> all.stream().findFirst());
    }

    /** Sets those that differ from what is shown. */
    void set(Caller caller, Map<String, Object> given) {
        given.keySet().stream()
                .filter(name -> OTHER_DIALECT.matcher(name).matches())
                .findFirst()
                .ifPresent(name -> {
                    throw SdapiException.failed("KeyError", "'" + name + "'");
                });
        Map<String, Object> changed = new LinkedHashMap<>(given);
        changed.remove(CHECKPOINT_HASH);
        Object checkpoint = changed.remove(CHECKPOINT);
        Map<String, Object> own = options.all(caller);
        changed.entrySet()
                .removeIf(entry -> !own.containsKey(entry.getKey())
                        && USUAL.containsKey(entry.getKey())
                        && same(USUAL.get(entry.getKey()), entry.getValue()));
        if (checkpoint instanceof String title && !title.isBlank()) {
            changed.put(CHECKPOINT, files(caller, title).get(0));
        }
        options.set(caller, changed);
    }

    /** Numbers by value, since clients write 1.0 and 1 alike. */
    private static boolean same(Object one, Object other) {
        return one instanceof Number first && other instanceof Number second
                ? first.doubleValue() == second.doubleValue()
                : one == null ? other == null : one.equals(other);
    }

    private List<String> files(Caller caller, String title) {
        return models.files(caller, title)
                .orElseThrow(() -> SdapiException.failed("RuntimeError", unknown(caller, title)));
    }

    static String unknown(Caller caller, String title) {
        return "model " + TextSanitizer.quote(title) + " does not exist or is not open to user " + caller.name();
    }

    /** The settings of a generation: the caller's, and before them those of the request. */
    Map<String, Object> settings(Caller caller, Map<String, Object> requested) {
        Map<String, Object> settings = new LinkedHashMap<>(options.applied(caller));
        settings.putAll(requested);
        return settings;
    }

    /** The files of the checkpoint that these settings name; of the first that there is, unless the request itself named one. */
    List<String> checkpoint(Caller caller, Map<String, Object> settings, Map<String, Object> requested) {
        Object name = settings.get(CHECKPOINT);
        Optional<List<String>> named = Optional.ofNullable(name)
                .map(Object::toString)
                .filter(text -> !text.isBlank())
                .flatMap(text -> models.files(caller, text));
        if (named.isEmpty() && name != null && requested.get(CHECKPOINT) != null) {
            throw SdapiException.rejected(HttpStatus.NOT_FOUND, unknown(caller, name.toString()));
        }
        return named.or(() -> models.usual(caller).flatMap(model -> models.files(caller, model.file())))
                .orElseThrow(() -> SdapiException.rejected(
                        HttpStatus.NOT_FOUND,
                        "there is no Stable-diffusion checkpoint that is open to user " + caller.name()));
    }
}
